namespace KeySafety.Server.Access;

/// <summary>The bootstrap key: no record, and no condition.</summary>
internal sealed record BootstrapCredential : Credential
{
    private BootstrapCredential()
    {
    }

    public static BootstrapCredential Instance { get; } = new() { Grants = Grants.Everything, ExpiresAtUnixSeconds = ulong.MaxValue };

    public override CredentialKinds Kind => CredentialKinds.Bootstrap;

    public override CredentialId CredentialId => CredentialId.Bootstrap;
}
