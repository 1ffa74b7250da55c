namespace KeySafety.Server.Access;

/// <summary>Kinds of credential; a principal has one of them, a route accepts some.</summary>
[Flags]
internal enum CredentialKinds
{
    None = 0,

    /// <summary>The key that the server was started with.</summary>
    Bootstrap = 1,

    /// <summary>A record of <c>/keys</c>: a search key or a secret key.</summary>
    Key = 2,

    /// <summary>A search key that somebody minted from a parent.</summary>
    ScopedKey = 4,

    /// <summary>An access token of an API client.</summary>
    ClientToken = 8,

    /// <summary>A user's JWT, of a configured issuer.</summary>
    UserToken = 16,

    /// <summary>A key that belongs to a user.</summary>
    UserKey = 32,

    Any = Bootstrap | Key | ScopedKey | ClientToken | UserToken | UserKey,
}
