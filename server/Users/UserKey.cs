using System.Text.Json.Serialization;
using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Users;

/// <summary>An API key of a user.</summary>
/// <param name="Id">A UUID.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Digest">Its index entry under the data key; empty where that is lost.</param>
/// <param name="Hash">BCrypt of the value.</param>
/// <param name="Prefix">The start of the value, as shown: <c>sk_</c> and twelve characters.</param>
/// <param name="Name">As its owner wrote it.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="RevokedAt">Unix seconds; null while it is active.</param>
internal sealed record UserKey(string Id, string UserId, byte[] Digest, string Hash, string Prefix, string Name, long CreatedAt, long? RevokedAt) : IAuditedRecord
{
    /// <summary>Characters of the value that are shown: what stands before the mark, and the mark.</summary>
    public const int PrefixLength = 15;

    /// <summary>What it is called in usage, logs and the audit.</summary>
    [JsonIgnore]
    public CredentialId CredentialId => new(CredentialKinds.UserKey, 0, UserCredential.IdOfKey(Id));

    AuditedCredential IAuditedRecord.Audited => AuditedCredential.Of(CredentialId);

    string? IAuditedRecord.Label => Name;

    string? IAuditedRecord.Workspace => null;

    string? IAuditedRecord.ChangeFrom(IRecord? before) =>
        before is not UserKey key ? CredentialChange.Created
        : RevokedAt is not null && key.RevokedAt is null ? CredentialChange.Revoked
        : CredentialChange.Updated;

    // A record prints its members; this one holds a hash.
    public override string ToString() => $"{nameof(UserKey)} {Id}";
}
