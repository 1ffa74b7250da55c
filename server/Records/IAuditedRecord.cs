using KeySafety.Server.Access;

namespace KeySafety.Server.Records;

/// <summary>A record that is a credential, or decides about one: each change of it stands in the audit.</summary>
internal interface IAuditedRecord : IRecord
{
    /// <summary>What the audit calls it.</summary>
    CredentialId CredentialId { get; }

    /// <summary>What its owner calls it; null where it has no name.</summary>
    string? Label { get; }

    /// <summary>Where it belongs; null is the default one.</summary>
    string? Workspace { get; }
}
