using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Clients;

/// <summary><c>GET /v1/clients/{id}/usage?days=30</c>: what a client's tokens were used for, and how often it asked for one.</summary>
internal static class GetClientUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetClientUsage, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock) =>
        context.FindClient(store, id) is { } client
            ? await UsageReport.Answer(context, usage, clock, client.CredentialId, report => report with { ClientId = client.Id })
            : Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient);
}
