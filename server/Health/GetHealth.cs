using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Health;

/// <summary><c>GET /health</c>: exactly <c>{"ok":true}</c> while the server works, without a key.</summary>
internal static class GetHealth
{
    internal sealed record Response(bool Ok);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.Health, Handle);

    private static IResult Handle(KeyStore store) => Reply.Json(
        new Response(store.IsHealthy),
        store.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
