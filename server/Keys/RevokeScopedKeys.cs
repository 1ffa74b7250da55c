using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary><c>POST /keys/{id}/scoped/revoke</c>: revokes one scoped key of a parent, or all that were minted until now.</summary>
/// <remarks>
/// With <c>{"value":"…"}</c> that scoped key alone; it is refused by its digest. Without a value, all: the parent's epoch
/// moves on, and from then on its scoped keys must embed <c>"scoped_epoch"</c> with the number in the answer. The number is
/// signed like every parameter, so that nobody can add it to an old key.
/// </remarks>
internal static class RevokeScopedKeys
{
    // Each is 32 bytes in the parent's record, which is written anew for every one.
    private const int MaxRevoked = 10_000;

    internal sealed record Response(int Id, uint ScopedEpoch, int RevokedScopedKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RevokeScopedKeys, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        if (!TryRead(await RequestBody.Read(context), out var value))
            return Reply.Error(StatusCodes.Status400BadRequest, "Bad JSON. The body is empty, or `{\"value\": \"<scoped key>\"}`.");
        if (store.Find(id, context) is not { } parent)
            return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);

        KeyDigest? digest = null;
        if (value is not null)
        {
            if (!IsScopedKeyOf(parent, value, store, out var revocation))
                return Reply.Error(StatusCodes.Status400BadRequest, "The value is no scoped key of this key.");
            if (parent.RevokedScopedKeys?.Count >= MaxRevoked)
                return Reply.Error(StatusCodes.Status400BadRequest, $"This key has {MaxRevoked} revoked scoped keys. Revoke all of them with an empty body.");
            digest = revocation;
        }

        var updated = await store.Change(changes => changes.Find(parent.Id) is { } current ? Apply(changes, current, digest) : null);
        return updated is null
            ? Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey)
            : Reply.Json(
                new Response(updated.Id, updated.ScopedEpoch, updated.RevokedScopedKeys?.Count ?? 0));
    }

    private static ApiKey Apply(KeyChanges changes, ApiKey current, KeyDigest? digest)
    {
        var updated = digest is { } one
            ? current with { RevokedScopedKeys = new HashSet<KeyDigest>(current.RevokedScopedKeys ?? new HashSet<KeyDigest>()) { one } }
            // An older epoch is refused as a whole: its single revocations need not be kept.
            : current with { ScopedEpoch = current.ScopedEpoch + 1, RevokedScopedKeys = null };
        changes.Update(updated);
        return updated;
    }

    private static bool IsScopedKeyOf(ApiKey parent, string value, KeyStore store, out KeyDigest revocation)
    {
        var scoped = ScopedSearchKey.Decode(value);
        revocation = scoped?.RevocationDigest ?? default;
        if (scoped is null)
            return false;

        // Of its value, or of one in the grace of a rotation.
        var signer = store.Keys.ParentsOf(scoped.ParentPrefix)?.FindSigner(scoped.Parameters, scoped.Code, store.DataKey)?.Id
            ?? store.Tables.RetiredValues.FindSigner(scoped.ParentPrefix, scoped.Parameters, scoped.Code, store.DataKey)?.KeyId;
        return signer == parent.Id;
    }

    // An empty body is the request to revoke all; a body that cannot be read must not be taken for one.
    private static bool TryRead(ReadOnlyMemory<byte> bytes, out string? value)
    {
        value = null;
        if (bytes.IsEmpty)
            return true;

        using var body = RequestBody.Parse(bytes);
        if (body is not { RootElement.ValueKind: JsonValueKind.Object })
            return false;
        if (!body.RootElement.TryGetProperty("value", out var field))
            return !body.RootElement.EnumerateObject().Any();

        value = field.ValueKind == JsonValueKind.String ? field.GetString() : null;
        return value is not null;
    }
}
