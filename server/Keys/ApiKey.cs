using System.Text;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>An issued key as the server holds it in memory: everything but its value. Immutable; a change makes a new one.</summary>
internal sealed record ApiKey : Credential
{
    /// <summary>Year 4020: how Typesense writes "never".</summary>
    public const ulong NeverExpires = 64723363199;

    private readonly byte[] _description = [];

    /// <summary>Counts from 0, never reused.</summary>
    public required int Id { get; init; }

    /// <summary>The index entry of the value. Meaningless while <see cref="UnindexedHash"/> is set.</summary>
    public required KeyDigest Digest { get; init; }

    public string Description
    {
        get => Encoding.UTF8.GetString(_description);
        init => _description = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The description as it is kept: half the size of a string, and asked for by lists alone.</summary>
    public ReadOnlySpan<byte> DescriptionUtf8
    {
        get => _description;
        init => _description = value.ToArray();
    }

    /// <summary>Whether the record goes by itself once expired.</summary>
    public required bool Autodelete { get; init; }

    public required ValuePrefix Prefix { get; init; }

    /// <summary>The value under the data key; kept only for parents of scoped keys, else null.</summary>
    public byte[]? SealedValue { get; init; }

    /// <summary>Scoped keys are accepted only if they embed this <c>scoped_epoch</c>; none counts as 0.</summary>
    public uint ScopedEpoch { get; init; }

    /// <summary>Digests of the scoped keys that were revoked one by one, over their decoded bytes.</summary>
    public IReadOnlySet<KeyDigest>? RevokedScopedKeys { get; init; }

    /// <summary>The BCrypt hash of a key that was indexed under a data key which is gone; null for all others.</summary>
    public string? UnindexedHash { get; init; }

    /// <summary>When it was made, whole seconds; 0 where a record does not say.</summary>
    public uint CreatedAtUnixSeconds { get; init; }

    public override CredentialKinds Kind => CredentialKinds.Key;

    public override CredentialId CredentialId => CredentialId.OfKey(Id);

    public bool IsRevoked => Policies?.RevokedAtUnixSeconds is not null;

    /// <summary>Whether scoped keys of this one can be checked: it may search and nothing else, and its value is at hand.</summary>
    public bool IsParent => SealedValue is not null && UnindexedHash is null && Grants.IsSearchOnly;

    // A record prints its members; this one holds a hash.
    public override string ToString() => $"{nameof(ApiKey)} {Id}";
}
