using KeySafety.Server.Access;

namespace KeySafety.Server.Users;

/// <summary>What a user's record is worth at this moment, for all that rests on it: their key, and the private clients that they made.</summary>
internal static class UserStanding
{
    /// <summary>What the user may do, by the role that they had when last synced; null where they are shut out.</summary>
    /// <remarks>A user is as good as whoever vouches for them: one whose issuer is no longer trusted is shut out too.</remarks>
    public static Grants? GrantsOf(User user, KeyServerOptions options) =>
        user.IsActive && (options.Issuers.Any(issuer => issuer.Issuer == user.Issuer) || (options.NoAuth && user.Issuer == NoAuth.Issuer))
            ? options.Users.GrantsOf(user.Role)
            : null;
}
