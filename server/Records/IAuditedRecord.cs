using KeySafety.Server.Audit;

namespace KeySafety.Server.Records;

/// <summary>A record that is a credential, or decides about one: each change of it stands in the audit.</summary>
internal interface IAuditedRecord : IRecord
{
    /// <summary>What the audit calls it.</summary>
    AuditedCredential Audited { get; }

    /// <summary>What its owner calls it; null where it has no name.</summary>
    string? Label { get; }

    /// <summary>Where it belongs; null is the default one.</summary>
    string? Workspace { get; }

    /// <summary>What the audit calls the change from what stood before (null where nothing did); null where no credential changed by it.</summary>
    string? ChangeFrom(IRecord? before) => before is null ? CredentialChange.Created : CredentialChange.Updated;

    /// <summary>What the audit calls its removal; null where it meant nothing any more.</summary>
    string? Removal => CredentialChange.Removed;
}
