using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Clients;

/// <summary><c>GET /v1/clients/{id}</c>.</summary>
internal static class GetClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetClient, Handle);

    private static IResult Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock) =>
        context.FindClient(store, id) is { } client
            ? Reply.Json(ClientView.Of(client, clock.GetUtcNow(), usage))
            : Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient);
}
