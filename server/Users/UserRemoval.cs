using KeySafety.Server.Clients;
using KeySafety.Server.Keys;
using KeySafety.Server.Records;

namespace KeySafety.Server.Users;

/// <summary>Takes users, their keys and their private clients away with everything that is kept about them.</summary>
internal static class UserRemoval
{
    public static void RemoveUserKey(this KeyChanges changes, Tables tables, string id)
    {
        changes.Remove(tables.Usage, UserCredential.IdOfKey(id));
        changes.Remove(tables.UserKeys, id);
    }

    /// <summary>False where there is no such user.</summary>
    public static bool RemoveUser(this KeyChanges changes, Tables tables, string id)
    {
        if (changes.Find(tables.Users, id) is not { } user)
            return false;

        // The active key may be one of this very commit, which the table does not show yet.
        foreach (var key in tables.UserKeys.Of(id).Select(key => key.Id).Append(user.ActiveKeyId).OfType<string>().Distinct())
            changes.RemoveUserKey(tables, key);
        foreach (var client in changes.All(tables.Clients).Where(client => !client.IsService && UserCredential.UserOf(client.CreatedBy) == id).ToList())
            changes.RemoveClient(tables, client.Id);
        changes.Remove(tables.Usage, UserCredential.IdOfUser(id));
        changes.Remove(tables.Users, id);
        return true;
    }
}
