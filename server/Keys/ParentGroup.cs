using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>The parents that share one value prefix: which of them signed a scoped key?</summary>
/// <remarks>
/// Generated keys have random prefixes and stand alone; keys with values of the caller's choice can share one by the
/// thousand. Values are unsealed when a scoped key first asks for them, and only as their HMAC states. Thread-safe; locks
/// itself, because there is one for nearly every parent and a lock of its own would double it.
/// </remarks>
internal sealed class ParentGroup
{
    // Of these two one is in use: nearly every group has one parent and needs no list.
    private ApiKey? _only;
    private Members? _members;
    private volatile Snapshot? _snapshot;

    private sealed record Snapshot(ApiKey[] Parents, HmacKeyRing Ring);

    private sealed class Members
    {
        public List<ApiKey> Parents { get; } = [];

        public List<HmacKey> SigningKeys { get; } = [];
    }

    public void Add(ApiKey parent)
    {
        lock (this)
        {
            if (_members is null && _only is null)
            {
                _only = parent;
            }
            else
            {
                _members ??= new Members();
                if (_only is not null)
                    _members.Parents.Add(_only);
                _only = null;
                _members.Parents.Add(parent);
            }

            _snapshot = null;
        }
    }

    /// <returns>Whether the group is empty now.</returns>
    public bool Remove(ApiKey parent)
    {
        lock (this)
        {
            _snapshot = null;
            if (ReferenceEquals(_only, parent))
                _only = null;

            var index = _members?.Parents.FindIndex(other => ReferenceEquals(other, parent)) ?? -1;
            if (index >= 0)
            {
                _members!.Parents.RemoveAt(index);
                if (index < _members.SigningKeys.Count)
                    _members.SigningKeys.RemoveAt(index);
            }

            return _only is null && _members is not { Parents.Count: > 0 };
        }
    }

    /// <summary>The parent whose value signed the message with this code, or null. Linear in the size of the group.</summary>
    public ApiKey? FindSigner(ReadOnlySpan<byte> message, ReadOnlySpan<byte> code, DataKey dataKey)
    {
        var snapshot = _snapshot ?? TakeSnapshot(dataKey);
        var index = snapshot.Ring.Find(message, code);
        return index < 0 ? null : snapshot.Parents[index];
    }

    private Snapshot TakeSnapshot(DataKey dataKey)
    {
        lock (this)
        {
            if (_snapshot is { } made)
                return made;
            if (_only is { } only)
                return _snapshot = new Snapshot([only], new HmacKeyRing([SigningKey(only, dataKey)]));
            if (_members is null)
                return new Snapshot([], new HmacKeyRing([]));

            foreach (var parent in _members.Parents.Skip(_members.SigningKeys.Count))
                _members.SigningKeys.Add(SigningKey(parent, dataKey));
            return _snapshot = new Snapshot([.. _members.Parents], new HmacKeyRing(CollectionsMarshal.AsSpan(_members.SigningKeys)));
        }
    }

    // A value that does not open was altered on disk. It then signs nothing: a random key takes its place in the ring.
    private static HmacKey SigningKey(ApiKey parent, DataKey dataKey) =>
        new(dataKey.Open(parent.SealedValue, parent.Id) ?? RandomNumberGenerator.GetBytes(DataKey.Bytes));
}
