using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Operations;

/// <summary>
/// <c>POST /operations/snapshot?snapshot_path=DIR</c>: writes a consistent copy of all keys into a new or empty directory of
/// the server's machine, while the server goes on. A server starts on the copy with <c>--data-dir DIR</c> and the same
/// bootstrap key.
/// </summary>
internal static class TakeSnapshot
{
    internal sealed record Response(bool Success);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.Snapshot, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store)
    {
        var path = context.Request.Query["snapshot_path"].ToString();
        if (path.Length == 0)
            return Reply.Error(StatusCodes.Status400BadRequest, "Parameter `snapshot_path` is required.");

        try
        {
            await store.Snapshot(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Reply.Error(StatusCodes.Status400BadRequest, $"The snapshot could not be written: {error.Message}");
        }

        return Reply.Json(new Response(true), StatusCodes.Status201Created);
    }
}
