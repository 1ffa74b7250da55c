using System.Text;
using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary><c>POST /keys/{id}/rotate</c>: a new value at once; the one until now goes on working for <c>grace_seconds</c>.</summary>
/// <remarks>
/// One transaction: after a crash the key has either its old value, or the new one and the grace. Without a grace, or with
/// 0 seconds, all earlier values end now, also those in the grace of a rotation before.
/// </remarks>
internal static class RotateKey
{
    /// <summary>90 days: the interval at which the product's page wants keys to be rotated.</summary>
    public const ulong MaxGraceSeconds = 90 * 24 * 3600;

    // Each costs a look-up among the retired and, for a parent, an HMAC a scoped key.
    private const int MaxRetired = 5;

    internal sealed record Response(int Id, string KeyPrefix, string Value, ulong? PreviousValuesUntil)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => $"{nameof(RotateKey)} {Id}";
    }

    private enum Outcome
    {
        Rotated,
        Gone,
        Revoked,
        Unindexed,
        TooManyRetired,
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RotateKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, KeyHash hash, KeyServerOptions options)
    {
        if (ReadGrace(await RequestBody.Read(context), out var problem) is not { } grace)
            return Reply.Error(StatusCodes.Status400BadRequest, problem!);
        if (store.Find(id, context) is not { } key)
            return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);

        var value = KeyValue.Generate(key.Policies?.Mode ?? KeyMode.None, options.KeyBrand);
        var bcrypt = await hash.Hash(value);
        var (outcome, until) = await store.Change(changes => Apply(changes, store, key.Id, value, bcrypt, grace));
        return outcome switch
        {
            Outcome.Rotated => Reply.Json(new Response(key.Id, new ValuePrefix(value).ToString(), value, until)),
            Outcome.Gone => Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey),
            Outcome.Revoked => Reply.Error(StatusCodes.Status409Conflict, "This key is revoked. Create another one."),
            Outcome.Unindexed => Reply.Error(
                StatusCodes.Status409Conflict, "This key waits for its first use since the data key was lost. Use it once, or rotate it without a grace."),
            _ => Reply.Error(
                StatusCodes.Status409Conflict, $"{MaxRetired} earlier values of this key are in their grace. Wait, or end all of them by rotating without a grace."),
        };
    }

    private static (Outcome Outcome, ulong? Until) Apply(KeyChanges changes, KeyStore store, int id, string value, string bcrypt, ulong grace)
    {
        if (changes.Find(id) is not { } current)
            return (Outcome.Gone, null);
        if (current.IsRevoked)
            return (Outcome.Revoked, null);
        if (grace > 0 && current.UnindexedHash is not null)
            return (Outcome.Unindexed, null);

        var retired = store.Tables.RetiredValues;
        if (grace > 0 && retired.Of(id).Length >= MaxRetired)
            return (Outcome.TooManyRetired, null);

        ulong? until = null;
        if (grace > 0)
        {
            until = (ulong)changes.Now.ToUnixTimeSeconds() + grace;
            changes.Put(retired, new RetiredValue(
                RetiredValue.IdOf(current.Digest), id, current.Digest.ToArray(), current.Prefix.ToString(), current.SealedValue, until.Value));
        }
        else
        {
            foreach (var earlier in retired.Of(id))
                changes.Remove(retired, earlier.Id);
        }

        var rotated = current with
        {
            Digest = store.DataKey.Digest(value),
            Prefix = new ValuePrefix(value),
            SealedValue = current.SealedValue is null ? null : store.DataKey.Seal(Encoding.UTF8.GetBytes(value), id),
            UnindexedHash = null,
        };
        changes.Replace(rotated, bcrypt);
        return (Outcome.Rotated, until);
    }

    // An empty body is a rotation without a grace; one that cannot be read must not be taken for that.
    private static ulong? ReadGrace(ReadOnlyMemory<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.IsEmpty)
            return 0;

        using var body = RequestBody.Parse(bytes);
        if (body is { RootElement.ValueKind: JsonValueKind.Object })
        {
            var fields = body.RootElement.EnumerateObject().ToList();
            if (fields.Count == 0)
                return 0;
            if (fields is [{ Name: "grace_seconds" } field] && JsonNumber.TryReadUnsigned(field.Value, out var grace) && grace <= MaxGraceSeconds)
                return grace;
        }

        problem = $"The body is empty, or `{{\"grace_seconds\": N}}` with a whole number of at most {MaxGraceSeconds}.";
        return null;
    }
}
