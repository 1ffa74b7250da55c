using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Users;

namespace KeySafety.Server.Clients;

/// <summary>What a client may do at this moment: its role's grants, or those of the credential that made it.</summary>
/// <remarks>
/// A private client acts for its creator. Its grants and policies are the creator's of this very moment, and when the creator is revoked,
/// expires or goes, so does the client. A user is one creator, whether they ask with a token or with their key: the client may do
/// what the user's record says, and ends when the user is shut out or deleted.
/// </remarks>
internal sealed class ClientAuthority(KeyStore store, KeyServerOptions options)
{
    /// <summary>Whom a private client made by this principal acts for: whoever stands at the beginning of the chain.</summary>
    public static CredentialId ActorOf(in Principal principal) => principal.Credential switch
    {
        ClientCredential { Client.IsService: false } own => own.Client.CreatedBy,
        UserCredential user => new CredentialId(CredentialKinds.UserToken, 0, UserCredential.IdOfUser(user.UserId)),
        var other => other!.CredentialId,
    };

    /// <summary>The very record that the client's authority rests on beside its own: while it stays the same, so does the authority.</summary>
    /// <returns>Null for a service client, and where the creator of a private one is gone.</returns>
    public object? BasisOf(Client client) => client.IsService ? null : Creator(client.CreatedBy);

    /// <summary>The credential behind a token of the client, valid until then at most.</summary>
    /// <param name="client">The client.</param>
    /// <param name="basis">From <see cref="BasisOf"/>.</param>
    /// <param name="scope">Actions that the token is narrowed to; null for all of the client's.</param>
    /// <param name="expiresAtUnixSeconds">Of the token.</param>
    public ClientCredential Resolve(Client client, object? basis, string[]? scope, ulong expiresAtUnixSeconds)
    {
        var (grants, policies, expires) = client.IsService
            ? (options.Roles.GrantsOf(client.Role!, client.Workspace), client.Policies, ulong.MaxValue)
            : Inherited(client, basis);
        return new ClientCredential
        {
            Client = client,
            Grants = grants.NarrowedTo(scope),
            Policies = policies,
            ExpiresAtUnixSeconds = Math.Min(expiresAtUnixSeconds, expires),
        };
    }

    private object? Creator(in CredentialId id) => id.Kind switch
    {
        CredentialKinds.Bootstrap => BootstrapCredential.Instance,
        CredentialKinds.Key => store.Keys.Find(id.Number),
        CredentialKinds.ClientToken => store.Tables.Clients.Find(id.Text!),
        CredentialKinds.UserToken => store.Tables.Users.Find(UserCredential.UserOf(id)!),
        _ => null,
    };

    private (Grants Grants, Policies? Policies, ulong Expires) Inherited(Client client, object? basis)
    {
        var (grants, policies, expires) = basis switch
        {
            BootstrapCredential => (Grants.Everything.In(client.Workspace), null, ulong.MaxValue),
            ApiKey key => (key.Grants, key.Policies, key.ExpiresAtUnixSeconds),
            Client { IsService: true } service => (options.Roles.GrantsOf(service.Role!, service.Workspace), service.Policies, ulong.MaxValue),
            // A role of another workspace than the one the client was made in opens nothing for it.
            User user when UserStanding.GrantsOf(user, options) is { } ofRole && ofRole.Workspace == client.Workspace => (ofRole, null, ulong.MaxValue),
            // Gone or shut out: as good as revoked.
            _ => (Grants.Nothing, new Policies { RevokedAtUnixSeconds = client.CreatedAtUnixSeconds }, ulong.MaxValue),
        };
        return client.Policies?.RevokedAtUnixSeconds is { } revoked
            ? (grants, (policies ?? new Policies()) with { RevokedAtUnixSeconds = revoked }, expires)
            : (grants, policies, expires);
    }
}
