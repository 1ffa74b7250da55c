using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Records;

namespace KeySafety.Server.Users;

/// <summary><c>POST /auth/sync-user</c>: creates the record of the user whose token asks, or brings it up to what the token says.</summary>
/// <remarks>What a token does not say stays as it was; the role alone is always the token's, so that losing one is not missed.</remarks>
internal static class SyncUser
{
    internal sealed record Response(UserView User, bool Created);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.SyncUser, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store, TimeProvider clock)
    {
        var profile = CurrentUser.Of(context).Profile!;
        // Browsers ask at every login: what changes nothing costs no write.
        if (store.Tables.FindUser(context) is { } known && Updated(known, profile) == known)
            return Reply.Json(new Response(UserView.Of(known), Created: false));

        var (user, created) = await store.Change(changes => Apply(changes, store.Tables, profile, clock.GetUtcNow().ToUnixTimeSeconds()));
        return Reply.Json(new Response(UserView.Of(user), created));
    }

    /// <summary>The record after the change, and whether it is new.</summary>
    public static (User User, bool Created) Apply(KeyChanges changes, Tables tables, UserProfile profile, long now)
    {
        var id = UserId.Of(profile.Issuer, profile.Subject);
        var before = changes.Find(tables.Users, id);
        var after = Updated(before ?? new User(id, profile.Issuer, profile.Subject, null, null, null, null, true, false, now, null), profile);
        if (before != after)
            changes.Put(tables.Users, after);
        return (after, before is null);
    }

    private static User Updated(User user, UserProfile profile) => user with
    {
        Email = profile.Email ?? user.Email,
        FirstName = profile.FirstName ?? user.FirstName,
        Username = profile.Username ?? user.Username,
        Role = profile.Role,
    };
}
