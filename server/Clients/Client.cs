using System.Text.Json.Serialization;
using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Clients;

/// <summary>An API client as it is stored: an id and a secret that are exchanged for access tokens. Immutable.</summary>
/// <remarks>Also its form on disk: a field can be added and not renamed.</remarks>
internal sealed record Client : IAuditedRecord
{
    public const string IdPrefix = "client_";

    /// <summary>The <c>client_id</c>, never reused.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Null is the default one.</summary>
    public string? Workspace { get; init; }

    /// <summary>The role of a service client; null for a private one, which may do what its creator may.</summary>
    public string? Role { get; init; }

    /// <summary>Who made it; a private client lives and dies with that credential.</summary>
    public required CredentialId CreatedBy { get; init; }

    public required ulong CreatedAtUnixSeconds { get; init; }

    /// <summary>The one in use last; those before it are in their grace.</summary>
    public required IReadOnlyList<ClientSecret> Secrets { get; init; }

    /// <summary>Tokens carry it: those of another epoch are refused. Moves on when all secrets but the new one end at once.</summary>
    public int Epoch { get; init; }

    /// <summary>Conditions of a service client, and since when either kind is revoked.</summary>
    public Policies? Policies { get; init; }

    /// <summary>What it is called in usage, logs and the audit.</summary>
    [JsonIgnore]
    public CredentialId CredentialId => ClientCredential.IdOf(Id);

    AuditedCredential IAuditedRecord.Audited => AuditedCredential.Of(CredentialId);

    string? IAuditedRecord.Label => Name;

    public bool IsService => Role is not null;

    public bool IsRevoked => Policies?.RevokedAtUnixSeconds is not null;

    string? IAuditedRecord.ChangeFrom(IRecord? before) =>
        before is not Client client ? CredentialChange.Created
        : IsRevoked && !client.IsRevoked ? CredentialChange.Revoked
        : Secrets[^1].Hash != client.Secrets[^1].Hash ? CredentialChange.Rotated
        : CredentialChange.Updated;

    // A record prints its members; this one holds hashes.
    public override string ToString() => $"{nameof(Client)} {Id}";
}
