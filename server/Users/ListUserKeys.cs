using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Users;

/// <summary><c>GET /auth/api-keys</c>: the keys of the user who asks, the newest first, revoked ones too.</summary>
internal static class ListUserKeys
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListUserKeys, Handle);

    private static IResult Handle(HttpContext context, KeyStore store, UsageWriter usage) =>
        store.Tables.FindUser(context) is { } user
            ? Reply.Json<IReadOnlyList<UserKeyView>>([.. store.Tables.UserKeys.Of(user.Id).Reverse().Select(key => UserKeyView.Of(key, usage))])
            : CurrentUser.NotSynced();
}
