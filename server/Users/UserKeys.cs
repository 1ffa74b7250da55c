using BitFaster.Caching.Lru;
using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary>From a user's API key to the user: the grants are those of the role that the user had when last synced.</summary>
/// <remarks>
/// After <c>--reseal</c> a key has no index entry: it is recognised by its BCrypt hash when it is first used. Only keys that start
/// like the presented one are tried, and wrong values together have a budget. Thread-safe.
/// </remarks>
internal sealed class UserKeys(KeyStore store, KeyHash hash, KeyServerOptions options, TimeProvider clock)
{
    private const int MaxRemembered = 20_000;

    // As for other keys: a burst of two seconds, then an eighth of one core.
    private const int FailureBurst = 32;
    private const double FailuresPerSecond = 2;

    private readonly ConcurrentLru<string, Remembered> _credentials = new(MaxRemembered);
    private readonly TokenBucket _budget = new(FailureBurst, FailuresPerSecond, clock);

    private sealed record Remembered(UserKey Key, User User, UserCredential Credential);

    /// <summary>Who has the key with this digest; null where no active one does.</summary>
    public Authentication? Find(in KeyDigest digest) => store.Tables.UserKeys.Find(digest) is { } key ? Of(key) : null;

    /// <summary>Whether the text could be a key that is not indexed.</summary>
    public bool MayBeUnindexed(string presented) =>
        store.Tables.UserKeys.HasUnindexed && KeyFormat.IsValid(presented) && KeyFormat.PrefixOf(presented).SequenceEqual("sk_");

    /// <summary>Who has this key, which is indexed anew.</summary>
    /// <param name="presented">See <see cref="MayBeUnindexed"/>.</param>
    /// <param name="digest">Its own.</param>
    /// <exception cref="StoreUnavailableException">The budget is spent, or the index entry could not be written.</exception>
    public async Task<Authentication> FindUnindexed(string presented, KeyDigest digest)
    {
        foreach (var key in store.Tables.UserKeys.UnindexedWith(presented[..UserKey.PrefixLength]))
        {
            if (!_budget.TryTake())
                throw new StoreUnavailableException("Keys are being indexed anew; try again in a second.");
            if (!await hash.Verify(presented, key.Hash))
                continue;

            _budget.Return();
            var indexed = await store.Change(changes => Index(changes, key.Id, digest));
            return indexed is null ? Authentication.Unknown : Of(indexed);
        }

        return Authentication.Unknown;
    }

    private UserKey? Index(KeyChanges changes, string id, KeyDigest digest)
    {
        // Revoked in the meantime, or gone.
        if (changes.Find(store.Tables.UserKeys, id) is not { RevokedAt: null } key)
            return null;

        var indexed = key with { Digest = digest.ToArray() };
        changes.Put(store.Tables.UserKeys, indexed);
        return indexed;
    }

    private Authentication Of(UserKey key)
    {
        if (store.Tables.Users.Find(key.UserId) is not { } user)
            return Authentication.Unknown;

        if (UserStanding.GrantsOf(user, options) is not { } grants)
            return new Authentication(default, KeyCheckOutcome.Revoked);

        if (_credentials.TryGet(key.Id, out var known) && ReferenceEquals(known.Key, key) && ReferenceEquals(known.User, user))
            return new Authentication(new Principal(known.Credential));

        var credential = UserCredential.OfKey(key, user, grants);
        _credentials.AddOrUpdate(key.Id, new Remembered(key, user, credential));
        return new Authentication(new Principal(credential));
    }
}
