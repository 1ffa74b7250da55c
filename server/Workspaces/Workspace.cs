using KeySafety.Server.Audit;
using KeySafety.Server.Records;

namespace KeySafety.Server.Workspaces;

/// <summary>A part of the server with keys, clients and owners of its own; a credential of one opens nothing in another.</summary>
/// <param name="Id">Its name, see <see cref="WorkspaceName"/>.</param>
/// <param name="Description">For people.</param>
/// <param name="CreatedAtUnixSeconds">When it was made.</param>
/// <remarks>The default workspace is no record: it is always there, and everything that names none belongs to it.</remarks>
internal sealed record Workspace(string Id, string Description, ulong CreatedAtUnixSeconds) : IAuditedRecord
{
    AuditedCredential IAuditedRecord.Audited => new("workspace", Text: Id);

    string? IAuditedRecord.Label => Description;

    string? IAuditedRecord.Workspace => Id;
}
