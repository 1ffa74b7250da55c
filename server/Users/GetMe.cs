using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>GET /auth/me</c>: the user who asks, with a token or with their key.</summary>
internal static class GetMe
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetMe, Handle);

    private static IResult Handle(HttpContext context, KeyStore store) =>
        store.Tables.FindUser(context) is { } user ? Reply.Json(UserView.Of(user)) : CurrentUser.NotSynced();
}
