using System.Collections.Concurrent;
using System.Collections.Immutable;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Records;

/// <summary>Values of rotated keys in their grace: found by digest, and as signers of scoped keys.</summary>
/// <remarks>
/// Read only where no key has the presented value, so that they cost nothing to all others. After <c>--reseal</c> their
/// digests mean nothing any more: a grace that was open then is over.
/// </remarks>
internal sealed class RetiredValues() : RecordTable<RetiredValue>("retired_values")
{
    private readonly ConcurrentDictionary<KeyDigest, RetiredValue> _byDigest = new();
    private readonly ConcurrentDictionary<ValuePrefix, ParentGroup> _parents = new();
    private readonly ConcurrentDictionary<int, ImmutableArray<RetiredValue>> _byKey = new();
    private readonly Dictionary<string, ApiKey> _signers = [];
    private readonly SortedSet<(ulong Until, string Id)> _due = [];
    private ulong _nextDue = ulong.MaxValue;

    /// <summary>The id of the key that had this value, or null; whether its grace is over is the caller's to ask.</summary>
    public RetiredValue? Find(in KeyDigest digest) => _byDigest.GetValueOrDefault(digest);

    /// <summary>The retired value of a parent that signed the message, or null.</summary>
    public RetiredValue? FindSigner(ValuePrefix prefix, ReadOnlySpan<byte> message, ReadOnlySpan<byte> code, DataKey dataKey) =>
        _parents.GetValueOrDefault(prefix)?.FindSigner(message, code, dataKey) is { } signer ? Find(signer.Digest) : null;

    /// <summary>The retired values of a key, in the order in which they retired.</summary>
    public ImmutableArray<RetiredValue> Of(int keyId) => _byKey.GetValueOrDefault(keyId, []);

    public bool HasDue(ulong nowUnixSeconds) => Volatile.Read(ref _nextDue) < nowUnixSeconds;

    /// <summary>Up to <paramref name="limit"/> ids of values whose grace is over. For the store's thread alone.</summary>
    public IReadOnlyList<string> Due(ulong nowUnixSeconds, int limit) =>
        [.. _due.TakeWhile(entry => entry.Until < nowUnixSeconds).Take(limit).Select(entry => entry.Id)];

    // Only to be taken away when it is due.
    protected override RetiredValue Resealed(RetiredValue record) => record with { Digest = [], SealedValue = null };

    protected override void Changed(RetiredValue? before, RetiredValue? after)
    {
        if (after is not null)
            Link(after);
        if (before is not null)
            Unlink(before, stays: after);
        Volatile.Write(ref _nextDue, _due.Count == 0 ? ulong.MaxValue : _due.Min.Until);
    }

    private void Link(RetiredValue value)
    {
        _byKey[value.KeyId] = Of(value.KeyId).RemoveAll(other => other.Id == value.Id).Add(value);
        _due.Add((value.UntilUnixSeconds, value.Id));
        if (value.Digest.Length > 0)
            _byDigest[new KeyDigest(value.Digest)] = value;
        if (value.SealedValue is null || _signers.ContainsKey(value.Id))
            return;

        var signer = Signer(value);
        _signers.Add(value.Id, signer);
        _parents.GetOrAdd(signer.Prefix, _ => new ParentGroup()).Add(signer);
    }

    private void Unlink(RetiredValue value, RetiredValue? stays)
    {
        if (stays?.UntilUnixSeconds != value.UntilUnixSeconds)
            _due.Remove((value.UntilUnixSeconds, value.Id));
        if (stays is not null)
            return;

        if (value.Digest.Length > 0)
            _byDigest.TryRemove(new KeyDigest(value.Digest), out _);
        var left = Of(value.KeyId).RemoveAll(other => other.Id == value.Id);
        if (left.IsEmpty)
            _byKey.TryRemove(value.KeyId, out _);
        else
            _byKey[value.KeyId] = left;
        if (_signers.Remove(value.Id, out var signer)
            && _parents.TryGetValue(signer.Prefix, out var group)
            && group.Remove(signer))
        {
            _parents.TryRemove(signer.Prefix, out _);
        }
    }

    // What a parent group asks of a key: whose it is, and its sealed value.
    private static ApiKey Signer(RetiredValue value) => new()
    {
        Id = value.KeyId,
        Digest = new KeyDigest(value.Digest),
        Description = string.Empty,
        Grants = Grants.Nothing,
        ExpiresAtUnixSeconds = value.UntilUnixSeconds,
        Autodelete = false,
        Prefix = new ValuePrefix(value.Prefix),
        SealedValue = value.SealedValue,
    };
}
