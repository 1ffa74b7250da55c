using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>All keys in memory, for requests to read while one thread (the store's) changes them.</summary>
/// <remarks>
/// Reads take no lock. <see cref="IdIndex"/> says which keys there are; every other index only leads to ids in it, and what is found
/// there is compared again: an entry that comes early or goes late does no harm.
/// </remarks>
/// <param name="expected">How many keys to make room for at once.</param>
internal sealed class KeySet(int expected = 0)
{
    private readonly IdIndex _byId = new();
    private readonly HashIndex _byDigest = new(expected);

    // Generated keys have random prefixes: nearly every parent is alone with its own, and needs no group.
    private readonly HashIndex _lonelyParents = new(0);
    private readonly ConcurrentDictionary<ValuePrefix, ParentGroup> _parents = new();
    private readonly ConcurrentDictionary<ValuePrefix, ImmutableSortedDictionary<int, ApiKey>> _unindexed = new();
    private readonly SharedGrants _sharedGrants = new();
    private readonly Dictionary<string, SharedGrants> _sharedGrantsOf = [];
    private readonly SortedSet<(ulong ExpiresAt, int Id)> _autodelete = [];
    private ulong _nextAutodelete = ulong.MaxValue;

    public int Count => _byId.Count;

    /// <summary>Whether any key waits to be indexed anew, after its data key was given up.</summary>
    public bool HasUnindexed => !_unindexed.IsEmpty;

    /// <summary>All keys in the order of the text of their ids, as Typesense lists them: 0, 1, 10, 11, 2.</summary>
    public IReadOnlyList<ApiKey> InListOrder() =>
        [.. _byId.Values.Select(key => (Text: key.Id.ToString(CultureInfo.InvariantCulture), Key: key))
            .OrderBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(entry => entry.Key)];

    /// <summary>All keys, in no order.</summary>
    public IEnumerable<ApiKey> All => _byId.Values;

    public ApiKey? Find(int id) => _byId.Find(id);

    public ApiKey? Find(in KeyDigest digest)
    {
        foreach (var id in _byDigest.Find(digest.GetHashCode()))
        {
            if (_byId.Find(id) is { UnindexedHash: null } key && key.Digest.Equals(digest))
                return key;
        }

        return null;
    }

    /// <summary>Whether this very record still stands: not deleted, not changed since.</summary>
    public bool IsCurrent(ApiKey key) => ReferenceEquals(_byId.Find(key.Id), key);

    /// <summary>The parents with this prefix, or null where there are none.</summary>
    public ParentGroup? ParentsOf(ValuePrefix prefix)
    {
        // In this order: a group is there before the first of its parents stops standing alone.
        if (FindLonely(prefix) is not { } only)
            return _parents.GetValueOrDefault(prefix);

        return new ParentGroup(only);
    }

    /// <summary>The keys with this prefix whose value only their BCrypt hash can tell.</summary>
    public IEnumerable<ApiKey> UnindexedWith(ValuePrefix prefix) => UnindexedOf(prefix).Values;

    public IEnumerable<ApiKey> Unindexed => _unindexed.Values.SelectMany(keys => keys.Values);

    /// <summary>One object for equal grants. For the store's thread alone.</summary>
    /// <param name="grants">What <see cref="GrantsRecord"/> wrote.</param>
    /// <param name="workspace">Where they are held; null is the default one.</param>
    public Grants Share(ReadOnlySpan<byte> grants, string? workspace)
    {
        if (workspace is null)
            return _sharedGrants.Of(grants);

        if (!_sharedGrantsOf.TryGetValue(workspace, out var shared))
            _sharedGrantsOf.Add(workspace, shared = new SharedGrants(workspace));
        return shared.Of(grants);
    }

    /// <inheritdoc cref="Share(ReadOnlySpan{byte}, string?)"/>
    public Grants Share(IReadOnlyList<string> actions, IReadOnlyList<string> collections, string? workspace = null) =>
        Share(GrantsRecord.Write(actions, collections), workspace);

    /// <summary>Adds a key or replaces the one with its id. For the store's thread alone.</summary>
    public void Put(ApiKey key)
    {
        // The new one is linked before the old one goes: a request in between must not find the key gone.
        var old = _byId.Find(key.Id);
        _byId.Set(key.Id, key);
        if (key.UnindexedHash is not null)
            _unindexed[key.Prefix] = UnindexedOf(key.Prefix).SetItem(key.Id, key);

        else if (old is null || !HaveOneDigest(old, key))
            _byDigest.Add(key.Digest.GetHashCode(), key.Id);

        if (key.IsParent)
            AddParent(key);
        if (old is not null)
            Unlink(old, stays: key);
        if (key.Autodelete)
            _autodelete.Add((key.ExpiresAtUnixSeconds, key.Id));
        NoteNextAutodelete();
    }

    /// <summary>Removes a key. For the store's thread alone.</summary>
    public void Remove(ApiKey key)
    {
        Unlink(key, stays: null);
        _byId.Set(key.Id, null);
        NoteNextAutodelete();
    }

    /// <summary>Whether <see cref="DueForAutodelete"/> would name any.</summary>
    public bool HasDueForAutodelete(ulong nowUnixSeconds) => Volatile.Read(ref _nextAutodelete) < nowUnixSeconds;

    /// <summary>Up to <paramref name="limit"/> ids of keys that should have gone by now. For the store's thread alone.</summary>
    public IReadOnlyList<int> DueForAutodelete(ulong nowUnixSeconds, int limit) =>
        [.. _autodelete.TakeWhile(entry => entry.ExpiresAt < nowUnixSeconds).Take(limit).Select(entry => entry.Id)];

    private void Unlink(ApiKey old, ApiKey? stays)
    {
        if (old.UnindexedHash is null && (stays is null || !HaveOneDigest(old, stays)))
            _byDigest.Remove(old.Digest.GetHashCode(), old.Id);
        if (old.UnindexedHash is not null && stays?.UnindexedHash is null)
            RemoveUnindexed(old);
        if (old.IsParent)
            RemoveParent(old, stays);
        if (old.Autodelete)
            _autodelete.Remove((old.ExpiresAtUnixSeconds, old.Id));
    }

    private static bool HaveOneDigest(ApiKey old, ApiKey key) =>
        old.UnindexedHash is null && key.UnindexedHash is null && old.Digest.Equals(key.Digest);

    private ApiKey? FindLonely(ValuePrefix prefix)
    {
        foreach (var id in _lonelyParents.Find(prefix.GetHashCode()))
        {
            if (_byId.Find(id) is { IsParent: true } key && key.Prefix.Equals(prefix))
                return key;
        }

        return null;
    }

    private void AddParent(ApiKey key)
    {
        if (_parents.TryGetValue(key.Prefix, out var group))
        {
            group.Add(key);
            return;
        }

        var lonely = FindLonely(key.Prefix);
        if (lonely is null)
        {
            _lonelyParents.Add(key.Prefix.GetHashCode(), key.Id);
        }
        else if (lonely.Id != key.Id)
        {
            _parents[key.Prefix] = new ParentGroup(lonely, key);
            _lonelyParents.Remove(key.Prefix.GetHashCode(), lonely.Id);
        }
    }

    private void RemoveParent(ApiKey old, ApiKey? stays)
    {
        if (_parents.TryGetValue(old.Prefix, out var group))
        {
            if (group.Remove(old))
                _parents.TryRemove(old.Prefix, out _);
        }
        else if (stays?.IsParent != true)
        {
            _lonelyParents.Remove(old.Prefix.GetHashCode(), old.Id);
        }
    }

    private void NoteNextAutodelete() =>
        Volatile.Write(ref _nextAutodelete, _autodelete.Count == 0 ? ulong.MaxValue : _autodelete.Min.ExpiresAt);

    private void RemoveUnindexed(ApiKey old)
    {
        var left = UnindexedOf(old.Prefix).Remove(old.Id);
        if (left.IsEmpty)
            _unindexed.TryRemove(old.Prefix, out _);
        else
            _unindexed[old.Prefix] = left;
    }

    private ImmutableSortedDictionary<int, ApiKey> UnindexedOf(ValuePrefix prefix) =>
        _unindexed.GetValueOrDefault(prefix) ?? ImmutableSortedDictionary<int, ApiKey>.Empty;
}
