using System.Security.Cryptography;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using KeySafety.Server.Records;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;

namespace KeySafety.Server.Clients;

/// <summary><c>POST /v1/clients</c>: makes an API client. The answer is the only one that ever shows its secret.</summary>
/// <remarks>A private client acts for the credential that makes it. A service client has a role, and only an owner makes one.</remarks>
internal static class CreateClient
{
    private const int IdLength = 20;
    private const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    internal sealed record Response(string ClientId, string ClientSecret, ClientView Client)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => $"{nameof(CreateClient)} {ClientId}";
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.CreateClient, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store, KeyHash hash, KeyServerOptions options, UsageWriter usage, TimeProvider clock)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        var fields = ClientFields.ForCreate(body, options, out var problem);
        if (problem is not null)
            return Reply.Platform(StatusCodes.Status400BadRequest, problem);

        var principal = context.Principal();
        if (fields.Role is not null && !ClientRights.IsOwner(principal))
            return Reply.Platform(StatusCodes.Status403Forbidden, "Only an owner of the workspace may make service clients.");
        // It could not be told apart later from what its creator may do without the token.
        if (principal.Grants.IsNarrowed)
            return Reply.Platform(StatusCodes.Status403Forbidden, "A token that is narrowed by a scope may not make clients.");

        var secret = ClientSecret.Generate();
        var client = new Client
        {
            Id = Client.IdPrefix + RandomNumberGenerator.GetString(IdAlphabet, IdLength),
            Name = fields.Name!,
            Description = fields.Description ?? string.Empty,
            Workspace = principal.Workspace,
            Role = fields.Role,
            CreatedBy = ClientAuthority.ActorOf(principal),
            CreatedAtUnixSeconds = (ulong)clock.GetUtcNow().ToUnixTimeSeconds(),
            Secrets = [new ClientSecret(await hash.Hash(secret), store.DataKey.Digest(secret).ToArray())],
            Policies = fields.Policies.ApplyTo(null),
        };
        return await store.Change(changes => Add(changes, store.Tables, client, (principal.Credential as UserCredential)?.Profile)) switch
        {
            ClientChange.NameTaken => ClientFields.NameTaken(client.Name),
            ClientChange.WorkspaceGone => Reply.Platform(StatusCodes.Status404NotFound, "The workspace was deleted."),
            ClientChange.UserNotSynced => Reply.Platform(StatusCodes.Status404NotFound, "User not synced yet: POST /auth/sync-user first."),
            _ => Created(context, client, secret, usage, clock),
        };
    }

    private static ClientChange Add(KeyChanges changes, Tables tables, Client client, UserProfile? profile)
    {
        var change = changes.TryAdd(tables, client);
        // It acts with the role that its user has as they make it, until they are synced again: as their key does.
        if (change == ClientChange.Done && !client.IsService && profile is not null)
            SyncUser.Apply(changes, tables, profile, changes.Now.ToUnixTimeSeconds());
        return change;
    }

    private static IResult Created(HttpContext context, Client client, string secret, UsageWriter usage, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Reply.Json(new Response(client.Id, secret, ClientView.Of(client, clock.GetUtcNow(), usage)), StatusCodes.Status201Created);
    }
}
