using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Users;

/// <summary>A user who was synced: who they are at their issuer, and what this server keeps about them.</summary>
/// <param name="Id">See <see cref="UserId"/>.</param>
/// <param name="Issuer">The issuer of their tokens.</param>
/// <param name="Subject">What that issuer calls them.</param>
/// <param name="Email">As their last token said it, as the two below.</param>
/// <param name="FirstName">Null where no token said it.</param>
/// <param name="Username">Null where no token said it.</param>
/// <param name="Role">As their token said when it was last synced: what their API key may do.</param>
/// <param name="IsActive">False once an administrator shut them out.</param>
/// <param name="HasSeenWelcome">Set by <c>POST /auth/mark-welcome-seen</c>.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="ActiveKeyId">Their one active API key, or null: it stands here so that of several requests at once one alone makes it.</param>
internal sealed record User(
    string Id,
    string Issuer,
    string Subject,
    string? Email,
    string? FirstName,
    string? Username,
    string? Role,
    bool IsActive,
    bool HasSeenWelcome,
    long CreatedAt,
    string? ActiveKeyId) : IAuditedRecord
{
    AuditedCredential IAuditedRecord.Audited => new(UserCredential.IdOfUser(Id));

    // Their name and address are theirs to have deleted; what the audit holds cannot be.
    string? IAuditedRecord.Label => null;

    string? IAuditedRecord.Workspace => null;

    // Of what stands here, two things decide what their token, key and clients may do.
    string? IAuditedRecord.ChangeFrom(IRecord? before) =>
        before is not User user ? CredentialChange.Created
        : IsActive != user.IsActive ? (IsActive ? CredentialChange.Restored : CredentialChange.Revoked)
        : Role != user.Role ? CredentialChange.Updated
        : null;

    // A record prints its members; this one holds what is nobody's business.
    public override string ToString() => $"{nameof(User)} {Id}";
}
