using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Tokens;

/// <summary>An access token that was revoked by itself (RFC 7009), remembered until it would have expired.</summary>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="UntilUnixSeconds">Its expiry.</param>
/// <param name="ClientId">Whose it was; null in records of before this was kept.</param>
/// <param name="Workspace">Of the client; null is the default one.</param>
internal sealed record RevokedToken(string Id, ulong UntilUnixSeconds, string? ClientId = null, string? Workspace = null) : IAuditedRecord
{
    AuditedCredential IAuditedRecord.Audited => new("token", Text: Id);

    string? IAuditedRecord.Label => null;

    string? IAuditedRecord.ChangeFrom(IRecord? before) => before is null ? CredentialChange.Revoked : null;

    // It has expired: nobody's rights change when it is forgotten.
    string? IAuditedRecord.Removal => null;
}
