using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>All keys in memory, for requests to read while one thread (the store's) changes them.</summary>
/// <remarks>Reads take no lock. About 400 bytes a key.</remarks>
internal sealed class KeySet
{
    // Grants repeat: a fleet's keys differ in their collections at most. Past this many different ones, each key has its own.
    private const int MaxSharedGrants = 10_000;

    private readonly IdIndex _byId = new();
    private readonly ConcurrentDictionary<KeyDigest, ApiKey> _byDigest = new();
    private readonly ConcurrentDictionary<ValuePrefix, ParentGroup> _parents = new();
    private readonly ConcurrentDictionary<ValuePrefix, ImmutableSortedDictionary<int, ApiKey>> _unindexed = new();
    private readonly Dictionary<Grants, Grants> _sharedGrants = new(GrantsComparer.Instance);
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

    public ApiKey? Find(in KeyDigest digest) => _byDigest.GetValueOrDefault(digest);

    /// <summary>Whether this very record still stands: not deleted, not changed since.</summary>
    public bool IsCurrent(ApiKey key) => ReferenceEquals(_byId.Find(key.Id), key);

    public ParentGroup? ParentsOf(ValuePrefix prefix) => _parents.GetValueOrDefault(prefix);

    /// <summary>The keys with this prefix whose value only their BCrypt hash can tell.</summary>
    public IEnumerable<ApiKey> UnindexedWith(ValuePrefix prefix) => UnindexedOf(prefix).Values;

    public IEnumerable<ApiKey> Unindexed => _unindexed.Values.SelectMany(keys => keys.Values);

    /// <summary>One object for equal grants. For the store's thread alone.</summary>
    public Grants Share(string[] actions, string[] collections, string? workspace = null)
    {
        var grants = new Grants(actions, collections, workspace);
        if (_sharedGrants.TryGetValue(grants, out var shared))
            return shared;

        if (_sharedGrants.Count < MaxSharedGrants)
            _sharedGrants.Add(grants, grants);
        return grants;
    }

    /// <summary>Adds a key or replaces the one with its id. For the store's thread alone.</summary>
    public void Put(ApiKey key)
    {
        // The new one is linked before the old one goes: a request in between must not find the key gone.
        var old = _byId.Find(key.Id);
        _byId.Set(key.Id, key);
        if (key.UnindexedHash is null)
            _byDigest[key.Digest] = key;
        else
            _unindexed[key.Prefix] = UnindexedOf(key.Prefix).SetItem(key.Id, key);

        if (key.IsParent)
            _parents.GetOrAdd(key.Prefix, _ => new ParentGroup()).Add(key);
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
        if (old.UnindexedHash is null && stays?.Digest.Equals(old.Digest) != true)
            _byDigest.TryRemove(old.Digest, out _);
        if (old.UnindexedHash is not null && stays?.UnindexedHash is null)
            RemoveUnindexed(old);
        if (old.IsParent && _parents.TryGetValue(old.Prefix, out var group) && group.Remove(old))
            _parents.TryRemove(old.Prefix, out _);
        if (old.Autodelete)
            _autodelete.Remove((old.ExpiresAtUnixSeconds, old.Id));
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
