using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>DELETE /auth/api-keys/{id}</c>: from the next request on the key is refused, for good; its record stays to be listed.</summary>
internal static class RevokeUserKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RevokeUserKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        var userId = CurrentUser.Of(context).UserId;
        return store.Tables.UserKeys.Find(id)?.UserId == userId && await store.Change(changes => Apply(changes, store, id, userId))
            ? Reply.Json(new UserStatus("revoked"))
            : CurrentUser.NoSuchKey();
    }

    private static bool Apply(KeyChanges changes, KeyStore store, string id, string userId)
    {
        if (changes.Find(store.Tables.UserKeys, id) is not { } key || key.UserId != userId)
            return false;

        if (key.RevokedAt is null)
            changes.Put(store.Tables.UserKeys, key with { RevokedAt = changes.Now.ToUnixTimeSeconds() });
        if (changes.Find(store.Tables.Users, userId) is { } user && user.ActiveKeyId == id)
            changes.Put(store.Tables.Users, user with { ActiveKeyId = null });
        return true;
    }
}
