using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Clients;

/// <summary><c>POST /v1/clients/{id}/rotate-secret</c>: a new secret at once; the one until now goes on working for <c>grace_seconds</c>.</summary>
/// <remarks>
/// Without a grace, or with 0 seconds, every earlier secret ends now, and so do the tokens that were issued until now: whoever rotates so
/// takes the secret for known to others.
/// </remarks>
internal static class RotateClientSecret
{
    private const int MaxInGrace = 5;

    internal sealed record Response(string ClientId, string ClientSecret, ulong? PreviousSecretsUntil)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => $"{nameof(RotateClientSecret)} {ClientId}";
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RotateClientSecret, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, KeyHash hash)
    {
        if (ReadGrace(await RequestBody.Read(context), out var problem) is not { } grace)
            return Reply.Platform(StatusCodes.Status400BadRequest, problem!);
        if (context.FindClient(store, id) is null)
            return Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient);

        var secret = ClientSecret.Generate();
        var fresh = new ClientSecret(await hash.Hash(secret), store.DataKey.Digest(secret).ToArray());
        var (outcome, until) = await store.Change(changes => Apply(changes, store, id, fresh, grace));
        context.Response.Headers.CacheControl = "no-store";
        return outcome switch
        {
            ClientChange.Done => Reply.Json(new Response(id, secret, until)),
            ClientChange.Gone => Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient),
            ClientChange.Revoked => Reply.Platform(StatusCodes.Status409Conflict, "This client is revoked. Create another one."),
            _ => Reply.Platform(
                StatusCodes.Status409Conflict, $"{MaxInGrace} earlier secrets of this client are in their grace. Wait, or end all of them by rotating without a grace."),
        };
    }

    private static (ClientChange Outcome, ulong? Until) Apply(KeyChanges changes, KeyStore store, string id, ClientSecret fresh, ulong grace)
    {
        if (changes.Find(store.Tables.Clients, id) is not { } current)
            return (ClientChange.Gone, null);
        if (current.IsRevoked)
            return (ClientChange.Revoked, null);
        if (grace == 0)
        {
            changes.Put(store.Tables.Clients, current with { Secrets = [fresh], Epoch = current.Epoch + 1 });
            return (ClientChange.Done, null);
        }

        var earlier = current.Secrets.Where(secret => secret.IsAccepted(changes.Now)).ToList();
        if (earlier.Count > MaxInGrace)
            return (ClientChange.TooManySecrets, null);

        var until = (ulong)changes.Now.ToUnixTimeSeconds() + grace;
        var secrets = earlier.Select(secret => secret.UntilUnixSeconds is null ? secret with { UntilUnixSeconds = until } : secret).Append(fresh).ToList();
        changes.Put(store.Tables.Clients, current with { Secrets = secrets });
        return (ClientChange.Done, until);
    }

    // An empty body is a rotation without a grace; one that cannot be read must not be taken for that.
    private static ulong? ReadGrace(ReadOnlyMemory<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.IsEmpty)
            return 0;

        using var body = RequestBody.Parse(bytes);
        var fields = new PlatformFields(body, ["grace_seconds"]);
        var grace = fields.Unsigned("grace_seconds", RotateKey.MaxGraceSeconds) ?? 0;
        problem = fields.Problem;
        return problem is null ? grace : null;
    }
}
