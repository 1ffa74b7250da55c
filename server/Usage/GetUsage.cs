using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Usage;

/// <summary><c>GET /keys/{id}/usage?days=30</c>: requests, errors, routes, days and addresses of a key, up to this moment.</summary>
internal static class GetUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetUsage, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock) =>
        store.Find(id, context) is { } key
            ? await UsageReport.Answer(context, usage, clock, key.CredentialId, report => report with { Id = key.Id, Mode = KeyView.ModeName(key.Policies) })
            : Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);
}
