namespace KeySafety.Server.Access;

/// <summary>What the server holds about a credential, whatever its kind: what it may do, and under which conditions. Immutable.</summary>
internal abstract record Credential
{
    /// <summary>Actions times collections, in one workspace.</summary>
    public required Grants Grants { get; init; }

    /// <summary>The conditions beside expiry. Null, and no cost to a request, where there are none.</summary>
    public Policies? Policies { get; init; }

    /// <summary>Valid while now is at most this; whole seconds.</summary>
    public required ulong ExpiresAtUnixSeconds { get; init; }

    public abstract CredentialKinds Kind { get; }

    public abstract CredentialId CredentialId { get; }

    /// <summary>Under which uses count against its limit: its own, unless it acts for another credential under that one's conditions.</summary>
    public virtual CredentialId LimitedAs => CredentialId;

    public bool IsExpired(DateTimeOffset now) => (ulong)now.ToUnixTimeSeconds() > ExpiresAtUnixSeconds;
}
