using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>POST /auth/mark-welcome-seen</c>: the user who asks has been through the welcome.</summary>
internal static class MarkWelcomeSeen
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.MarkWelcomeSeen, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store)
    {
        if (store.Tables.FindUser(context) is not { } user)
            return CurrentUser.NotSynced();
        return user.HasSeenWelcome || await store.Change(changes => Apply(changes, store, user.Id))
            ? Reply.Json(new UserStatus("success"))
            : CurrentUser.NotSynced();
    }

    private static bool Apply(KeyChanges changes, KeyStore store, string id)
    {
        if (changes.Find(store.Tables.Users, id) is not { } user)
            return false;

        changes.Put(store.Tables.Users, user with { HasSeenWelcome = true });
        return true;
    }
}
