namespace KeySafety.Server.Access;

/// <summary>The bootstrap key: no record, and no condition.</summary>
internal sealed record BootstrapCredential : Credential
{
    private BootstrapCredential()
    {
    }

    public static BootstrapCredential Instance { get; } = new() { Grants = Grants.Everything, ExpiresAtUnixSeconds = ulong.MaxValue };

    /// <summary>The same, acting in a workspace.</summary>
    public static BootstrapCredential In(string? workspace) =>
        workspace is null ? Instance : new() { Grants = Grants.Everything.In(workspace), ExpiresAtUnixSeconds = ulong.MaxValue };

    public override CredentialKinds Kind => CredentialKinds.Bootstrap;

    public override CredentialId CredentialId => CredentialId.Bootstrap;
}
