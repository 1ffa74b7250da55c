using KeySafety.Server.Access;

namespace KeySafety.Server.Users;

/// <summary>A user who asks: with a token of their issuer, or with their API key.</summary>
internal sealed record UserCredential : Credential
{
    private const string UserPrefix = "user:";
    private const string KeyPrefix = "user-key:";

    private UserCredential(CredentialKinds kind, string id) => (Kind, CredentialId) = (kind, new CredentialId(kind, 0, id));

    public override CredentialKinds Kind { get; }

    public override CredentialId CredentialId { get; }

    /// <summary>Of the user, whether synced or not.</summary>
    public required string UserId { get; init; }

    public required string? Role { get; init; }

    /// <summary>What the token says; null for a key.</summary>
    public UserProfile? Profile { get; private init; }

    /// <summary>What the configuration calls the issuer of the token; null for a key.</summary>
    public string? IssuerName { get; private init; }

    /// <summary>Who asks with a token.</summary>
    /// <param name="issuerName">What the configuration calls its issuer.</param>
    /// <param name="userId">See <see cref="Users.UserId"/>.</param>
    /// <param name="profile">What the token says.</param>
    /// <param name="grants">Of the role.</param>
    /// <param name="expiresAt">The last second at which it counts.</param>
    public static UserCredential OfToken(string issuerName, string userId, UserProfile profile, Grants grants, ulong expiresAt) =>
        new(CredentialKinds.UserToken, IdOfUser(userId))
        {
            UserId = userId,
            Role = profile.Role,
            Profile = profile,
            IssuerName = issuerName,
            Grants = grants,
            ExpiresAtUnixSeconds = expiresAt,
        };

    /// <summary>Who asks with a key: the user as last synced.</summary>
    public static UserCredential OfKey(UserKey key, User user, Grants grants) =>
        new(CredentialKinds.UserKey, IdOfKey(key.Id)) { UserId = user.Id, Role = user.Role, Grants = grants, ExpiresAtUnixSeconds = ulong.MaxValue };

    /// <summary>What a key is called in usage and logs.</summary>
    public static string IdOfKey(string keyId) => KeyPrefix + keyId;

    /// <summary>What a user with a token is called there.</summary>
    public static string IdOfUser(string userId) => UserPrefix + userId;

    /// <summary>The user that <see cref="IdOfUser"/> names; null where it is another credential.</summary>
    public static string? UserOf(in CredentialId id) =>
        id is { Kind: CredentialKinds.UserToken, Text: { } text } ? text[UserPrefix.Length..] : null;

    /// <summary>The key that <see cref="IdOfKey"/> names; null where it is another credential.</summary>
    public static string? KeyOf(in CredentialId id) =>
        id is { Kind: CredentialKinds.UserKey, Text: { } text } ? text[KeyPrefix.Length..] : null;

    // A record prints its members; these say more than a log should know.
    public override string ToString() => CredentialId.ToString();
}
