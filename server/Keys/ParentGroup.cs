using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>The parents that share one value prefix: which of them signed a scoped key?</summary>
/// <remarks>
/// Keys with values of the caller's choice can share one by the thousand. Values are unsealed when a scoped key first asks for
/// them, and only as their HMAC states. Thread-safe.
/// </remarks>
internal sealed class ParentGroup(params IEnumerable<ApiKey> parents)
{
    private readonly Lock _gate = new();
    private readonly List<ApiKey> _parents = [.. parents];

    // Of the first parents in the list: those that a scoped key asked for.
    private readonly List<HmacKey> _signingKeys = [];
    private volatile Snapshot? _snapshot;

    private sealed record Snapshot(ApiKey[] Parents, HmacKeyRing Ring);

    public void Add(ApiKey parent)
    {
        lock (_gate)
        {
            _parents.Add(parent);
            _snapshot = null;
        }
    }

    /// <returns>Whether the group is empty now.</returns>
    public bool Remove(ApiKey parent)
    {
        lock (_gate)
        {
            var index = _parents.FindIndex(other => ReferenceEquals(other, parent));
            if (index >= 0)
            {
                _parents.RemoveAt(index);
                if (index < _signingKeys.Count)
                    _signingKeys.RemoveAt(index);
                _snapshot = null;
            }

            return _parents.Count == 0;
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
        lock (_gate)
        {
            if (_snapshot is { } made)
                return made;

            foreach (var parent in _parents.Skip(_signingKeys.Count))
                _signingKeys.Add(SigningKey(parent, dataKey));
            return _snapshot = new Snapshot([.. _parents], new HmacKeyRing(CollectionsMarshal.AsSpan(_signingKeys)));
        }
    }

    // A value that does not open was altered on disk. It then signs nothing: a random key takes its place in the ring.
    private static HmacKey SigningKey(ApiKey parent, DataKey dataKey) =>
        new(dataKey.Open(parent.SealedValue, parent.Id) ?? RandomNumberGenerator.GetBytes(DataKey.Bytes));
}
