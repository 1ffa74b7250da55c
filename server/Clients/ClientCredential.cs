using KeySafety.Server.Access;

namespace KeySafety.Server.Clients;

/// <summary>What an access token rests on: a client, with the grants that the token is narrowed to.</summary>
internal sealed record ClientCredential : Credential
{
    public required Client Client { get; init; }

    public override CredentialKinds Kind => CredentialKinds.ClientToken;

    public override CredentialId CredentialId => IdOf(Client.Id);

    // Otherwise whoever makes private clients has a limit for each of them.
    public override CredentialId LimitedAs => Client.IsService ? CredentialId : Client.CreatedBy;

    public static CredentialId IdOf(string clientId) => new(CredentialKinds.ClientToken, 0, clientId);

    // A record prints its members; the client holds hashes.
    public override string ToString() => $"{nameof(ClientCredential)} {Client.Id}";
}
