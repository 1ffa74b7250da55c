using KeySafety.Server.Access;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Keys;

/// <summary><c>POST /keys/{id}/revoke</c>: from the next request on the key, its earlier values and its scoped keys are refused; the record stays.</summary>
/// <remarks>For good: what was compromised once must not come back. <c>DELETE /keys/{id}</c> removes the record too.</remarks>
internal static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RevokeKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage)
    {
        var revoked = store.Find(id, context) is { } key
            ? await store.Change(changes => changes.Find(key.Id) is { } current ? Apply(changes, current) : null)
            : null;
        return revoked is null ? Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey) : Reply.Json(KeyView.Of(revoked, usage));
    }

    private static ApiKey Apply(KeyChanges changes, ApiKey current)
    {
        if (current.IsRevoked)
            return current;

        var revoked = current with
        {
            Policies = (current.Policies ?? new Policies()) with { RevokedAtUnixSeconds = (ulong)changes.Now.ToUnixTimeSeconds() },
        };
        changes.Update(revoked);
        return revoked;
    }
}
