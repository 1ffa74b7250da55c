using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Clients;

/// <summary><c>GET /v1/clients</c>: the clients that the caller may manage, in the order in which they were made; revoked ones included.</summary>
internal static class ListClients
{
    internal sealed record Response(IReadOnlyList<ClientView> Clients);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListClients, Handle);

    private static IResult Handle(HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock)
    {
        var (principal, now) = (context.Principal(), clock.GetUtcNow());
        return Reply.Json(new Response([.. store.Tables.Clients.Values
            .Where(client => ClientRights.MayManage(principal, client))
            .OrderBy(client => client.CreatedAtUnixSeconds).ThenBy(client => client.Id, StringComparer.Ordinal)
            .Select(client => ClientView.Of(client, now, usage))]));
    }
}
