namespace KeySafety.Server.Users;

/// <summary>A token that was verified: whose key did it, and who it is.</summary>
internal sealed record SeenToken(TokenIssuer Issuer, IssuerKey Key, UserCredential Credential)
{
    /// <summary>Whether it would be verified again: false once its issuer dropped the key.</summary>
    public bool IsCurrent => Issuer.Keys.Keys.Holds(Key);
}
