using System.Text;
using BitFaster.Caching.Lru;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>Recognises the keys whose index entry went with a lost data key, by their BCrypt hash, and indexes them anew.</summary>
/// <remarks>
/// Only after <c>--reseal</c>, and for each key only once. A wrong key must not buy processor time with it: only keys with
/// the presented prefix are tried, one hash at a time in the whole server, a wrong value is remembered, and wrong values
/// together have a budget. When that is spent the answer is 503, which clients retry.
/// </remarks>
internal sealed class UnindexedKeys(KeyStore store, KeyHash hash, TimeProvider clock)
{
    // At cost 10 a hash takes about 60 ms: a burst of two seconds, then an eighth of one core.
    private const int FailureBurst = 32;
    private const double FailuresPerSecond = 2;
    private const int MaxRememberedWrong = 10_000;

    // How far the search for a value got: the last id that it was compared with. A retry goes on from there.
    private readonly ConcurrentLru<KeyDigest, int> _triedUpTo = new(MaxRememberedWrong);
    private readonly TokenBucket _budget = new(FailureBurst, FailuresPerSecond, clock);

    /// <summary>The principal of an unindexed key with this value, or null.</summary>
    /// <exception cref="StoreUnavailableException">The budget is spent, or the index entry could not be written.</exception>
    public async Task<Principal?> Find(string presented, KeyDigest digest)
    {
        var triedUpTo = _triedUpTo.TryGet(digest, out var tried) ? tried : -1;
        // In the order of ids.
        foreach (var key in store.Keys.UnindexedWith(new ValuePrefix(presented)).SkipWhile(key => key.Id <= triedUpTo))
        {
            if (!_budget.TryTake())
                throw new StoreUnavailableException("Keys are being indexed anew; try again in a second.");

            if (!await hash.Verify(presented, key.UnindexedHash!))
            {
                _triedUpTo.AddOrUpdate(digest, key.Id);
                continue;
            }

            _budget.Return();
            return await Index(key.Id, presented, digest) is { } indexed ? new Principal(indexed) : null;
        }

        _triedUpTo.AddOrUpdate(digest, int.MaxValue);
        return null;
    }

    /// <summary>Whether any unindexed key has this value.</summary>
    public async Task<bool> Has(string value)
    {
        foreach (var key in store.Keys.UnindexedWith(new ValuePrefix(value)))
        {
            if (await hash.Verify(value, key.UnindexedHash!))
                return true;
        }

        return false;
    }

    private Task<ApiKey?> Index(int id, string value, KeyDigest digest) => store.Change(changes =>
    {
        // Deleted, or indexed by another request, in the meantime.
        if (changes.Find(id) is not { UnindexedHash: not null } key)
            return changes.Find(id);

        var indexed = key with
        {
            Digest = digest,
            UnindexedHash = null,
            SealedValue = key.SealedValue is null ? null : store.DataKey.Seal(Encoding.UTF8.GetBytes(value), id),
        };
        changes.Update(indexed);
        return indexed;
    });
}
