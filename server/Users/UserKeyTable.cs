using System.Collections.Concurrent;
using System.Collections.Immutable;
using KeySafety.Server.Crypto;
using KeySafety.Server.Records;

namespace KeySafety.Server.Users;

/// <summary>The users' API keys: found by digest while they are active, and by their user.</summary>
/// <remarks>After <c>--reseal</c> a key has no digest, until it is used: <see cref="UserKeys"/>.</remarks>
internal sealed class UserKeyTable() : RecordTable<UserKey>("user_keys")
{
    private readonly ConcurrentDictionary<KeyDigest, UserKey> _active = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<UserKey>> _byUser = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UserKey> _unindexed = new(StringComparer.Ordinal);

    /// <summary>The active key with this value, or null.</summary>
    public UserKey? Find(in KeyDigest digest) => _active.GetValueOrDefault(digest);

    /// <summary>All keys of a user, the oldest first.</summary>
    public ImmutableArray<UserKey> Of(string userId) => _byUser.GetValueOrDefault(userId, []);

    public bool HasUnindexed => !_unindexed.IsEmpty;

    /// <summary>Active keys without a digest whose value starts like this.</summary>
    public IEnumerable<UserKey> UnindexedWith(string prefix) => _unindexed.Select(key => key.Value).Where(key => key.Prefix == prefix);

    protected override UserKey Resealed(UserKey record) => record with { Digest = [] };

    protected override void Changed(UserKey? before, UserKey? after)
    {
        var (id, userId) = after is null ? (before!.Id, before.UserId) : (after.Id, after.UserId);
        if (before is { Digest.Length: > 0 })
            _active.TryRemove(new KeyDigest(before.Digest), out _);
        _unindexed.TryRemove(id, out _);
        if (after is { RevokedAt: null, Digest.Length: > 0 })
            _active[new KeyDigest(after.Digest)] = after;
        else if (after is { RevokedAt: null })
            _unindexed[id] = after;

        var keys = Of(userId).RemoveAll(key => key.Id == id);
        if (after is not null)
        {
            // Of two that were made within one second, the one that was revoked is the older.
            keys = [.. keys.Add(after).OrderBy(key => key.CreatedAt).ThenBy(key => key.RevokedAt ?? long.MaxValue).ThenBy(key => key.Id, StringComparer.Ordinal)];
        }

        if (keys.IsEmpty)
            _byUser.TryRemove(userId, out _);
        else
            _byUser[userId] = keys;
    }
}
