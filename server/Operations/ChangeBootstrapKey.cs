using System.Text.Json;
using KeySafety.Server.Access;

namespace KeySafety.Server.Operations;

/// <summary><c>POST /operations/bootstrap-key</c> with <c>{"value":"…"}</c>: changes the bootstrap key without a restart.</summary>
/// <remarks>
/// The caller brings the value: one that the server drew would be lost with the answer, and the data directory with it. Only the bootstrap
/// key itself may do this. The next start needs the new one, in its file or variable.
/// </remarks>
internal static class ChangeBootstrapKey
{
    internal sealed record Response(bool Success);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ChangeBootstrapKey, Handle);

    private static async Task<IResult> Handle(HttpContext context, BootstrapKey bootstrap)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        if (body is not { RootElement.ValueKind: JsonValueKind.Object }
            || !body.RootElement.TryGetProperty("value", out var field)
            || field.ValueKind != JsonValueKind.String
            || field.GetString() is not { Length: >= KeyServerOptions.SafeApiKeyLength } value)
        {
            return Reply.Error(
                StatusCodes.Status400BadRequest, $"The body is `{{\"value\": \"<new bootstrap key>\"}}`, of at least {KeyServerOptions.SafeApiKeyLength} characters.");
        }

        return await bootstrap.Change(value)
            ? Reply.Json(new Response(true))
            : Reply.Error(StatusCodes.Status409Conflict, "API key generation conflict.");
    }
}
