using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using KeySafety.Server.Clients;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Tokens;

/// <summary>From a client's id and secret to the client.</summary>
/// <remarks>
/// The secret's keyed digest is compared in constant time. BCrypt is asked only after the data key was lost, once for each secret:
/// for values with our checksum alone, not for an address that failed too often, and within a budget for the whole server.
/// </remarks>
internal sealed class ClientAuthentication(
    KeyStore store, ClientAuthority authority, KeyHash hash, FailureLimit failures, ClientAddress addresses, TimeProvider clock)
{
    private const int MaxSecretLength = 200;
    private const int HashBurst = 32;
    private const double HashesPerSecond = 2;

    private readonly TokenBucket _hashes = new(HashBurst, HashesPerSecond, clock);

    /// <summary>The client, where the secret is one of its own and it is in force; null for everything else.</summary>
    /// <remarks>A failure is counted against the address; either way it is noted for the audit.</remarks>
    /// <exception cref="StoreUnavailableException">The budget for hashes is spent.</exception>
    public async Task<Client?> Authenticate(HttpContext context, OAuthRequest request)
    {
        var limited = Wait(context) > TimeSpan.Zero;
        if (store.Tables.Clients.Find(request.ClientId) is { } named)
            AuditedRequest.Of(context)!.Name(ClientCredential.IdOf(named.Id), named.Workspace);
        try
        {
            if (await Find(context, request.ClientId, request.ClientSecret) is { } client)
                return Judge(context, client);
        }
        catch (StoreUnavailableException)
        {
            // It cost as much as a wrong secret.
            failures.Count(addresses.Of(context));
            throw;
        }

        failures.Count(addresses.Of(context));
        Note(context, new KeyCheck(limited ? KeyCheckOutcome.Limited : KeyCheckOutcome.Unknown));
        return null;
    }

    /// <summary>How long the address has to wait; zero where it did not fail too often.</summary>
    public TimeSpan Wait(HttpContext context) => failures.IsQuiet ? TimeSpan.Zero : failures.Wait(addresses.Of(context));

    // What it would be granted says whether its creator is still there.
    private Client? Judge(HttpContext context, Client client)
    {
        var credential = authority.Resolve(client, authority.BasisOf(client), scope: null, ulong.MaxValue);
        var outcome = credential.IsExpired(clock.GetUtcNow()) ? KeyCheckOutcome.Expired
            : credential.Policies?.RevokedAtUnixSeconds is not null ? KeyCheckOutcome.Revoked
            : credential.Policies?.AllowsAddress(addresses.Of(context)) == false ? KeyCheckOutcome.AddressNotAllowed
            : KeyCheckOutcome.Allowed;
        Note(context, new KeyCheck(outcome, new Principal(credential)));
        return outcome == KeyCheckOutcome.Allowed ? client : null;
    }

    // The route asks for no action: to be the client is all there is to it.
    private static void Note(HttpContext context, in KeyCheck check) => AuditedRequest.Of(context)!.Note(string.Empty, check);

    private async Task<Client?> Find(HttpContext context, string id, string secret)
    {
        if (secret.Length > MaxSecretLength)
            return null;

        var digest = store.DataKey.Digest(secret);
        if (store.Tables.Clients.Find(id) is not { } client)
            return null;

        var accepted = client.Secrets.Where(candidate => candidate.IsAccepted(clock.GetUtcNow())).ToList();
        if (accepted.Exists(candidate => candidate.Is(digest)))
            return client;

        return accepted.Exists(candidate => candidate.Digest is null) && KeyFormat.IsValid(secret) && Wait(context) == TimeSpan.Zero
            ? await FindByHash(client, accepted, secret, digest)
            : null;
    }

    private async Task<Client?> FindByHash(Client client, List<ClientSecret> accepted, string secret, KeyDigest digest)
    {
        foreach (var candidate in accepted.Where(candidate => candidate.Digest is null))
        {
            if (!_hashes.TryTake())
                throw new StoreUnavailableException("Client secrets are being indexed anew; try again in a second.");
            if (!await hash.Verify(secret, candidate.Hash))
                continue;

            return await store.Change(changes => Index(changes, client.Id, candidate.Hash, digest));
        }

        return null;
    }

    private Client? Index(KeyChanges changes, string id, string hashed, KeyDigest digest)
    {
        if (changes.Find(store.Tables.Clients, id) is not { } current || !current.Secrets.Any(candidate => candidate.Hash == hashed))
            return null;

        var indexed = current with
        {
            Secrets = [.. current.Secrets.Select(candidate => candidate.Hash == hashed ? candidate with { Digest = digest.ToArray() } : candidate)],
        };
        changes.Put(store.Tables.Clients, indexed);
        return indexed;
    }
}
