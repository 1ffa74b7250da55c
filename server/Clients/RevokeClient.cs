using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Clients;

/// <summary><c>POST /v1/clients/{id}/revoke</c>: from the next request on its secrets and tokens are refused; the record stays.</summary>
/// <remarks>For good, as with keys. Private clients that it made stop with it.</remarks>
internal static class RevokeClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RevokeClient, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock)
    {
        var revoked = context.FindClient(store, id) is null ? null
            : await store.Change(changes => changes.Find(store.Tables.Clients, id) is { } current ? Apply(changes, store, current) : null);
        return revoked is null
            ? Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient)
            : Reply.Json(ClientView.Of(revoked, clock.GetUtcNow(), usage));
    }

    private static Client Apply(KeyChanges changes, KeyStore store, Client current)
    {
        if (current.IsRevoked)
            return current;

        var revoked = current with
        {
            Policies = (current.Policies ?? new Policies()) with { RevokedAtUnixSeconds = (ulong)changes.Now.ToUnixTimeSeconds() },
        };
        changes.Put(store.Tables.Clients, revoked);
        return revoked;
    }
}
