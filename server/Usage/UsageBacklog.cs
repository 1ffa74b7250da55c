using System.Net;
using KeySafety.Server.Access;

namespace KeySafety.Server.Usage;

/// <summary>Counts that are on disk in a <see cref="UsageBatch"/> and not yet in the records of their credentials. Thread-safe.</summary>
internal sealed class UsageBacklog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CredentialId, UsageCount> _counts = [];
    private readonly Queue<(CredentialId Id, UsageCount Count)> _order = [];

    /// <summary>Credentials that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _counts.Count;
        }
    }

    /// <summary>Adds what came later than all that is there of the credential.</summary>
    public void Add(in CredentialId id, UsageCount count)
    {
        lock (_gate)
        {
            if (_counts.TryGetValue(id, out var before))
            {
                before.Add(count);
                return;
            }

            _counts.Add(id, count);
            _order.Enqueue((id, count));
        }
    }

    /// <summary>All that waits, or as much as is asked for, the longest waiting first.</summary>
    public List<(CredentialId Id, UsageCount Count)> Oldest(int limit = int.MaxValue)
    {
        var oldest = new List<(CredentialId, UsageCount)>();
        lock (_gate)
        {
            foreach (var waiting in _order)
            {
                if (oldest.Count == limit)
                    break;
                if (Waits(waiting))
                    oldest.Add(waiting);
            }
        }

        return oldest;
    }

    /// <summary>What waits of one credential, or null.</summary>
    public UsageCount? Find(in CredentialId id)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(id);
    }

    /// <summary>When and from where it was last used, or null.</summary>
    public (long At, IPAddress Address)? LastUse(in CredentialId id)
    {
        lock (_gate)
            return _counts.TryGetValue(id, out var count) ? (count.LastUsedAt, count.LastUsedFrom) : null;
    }

    /// <summary>Forgets what is in the records now.</summary>
    public void Remove(IEnumerable<(CredentialId Id, UsageCount Count)> written)
    {
        lock (_gate)
        {
            foreach (var (id, _) in written)
                _counts.Remove(id);
            while (_order.TryPeek(out var first) && !Waits(first))
                _order.Dequeue();
        }
    }

    // What was written out of turn leaves its place in the queue behind.
    private bool Waits((CredentialId Id, UsageCount Count) place) => _counts.TryGetValue(place.Id, out var count) && ReferenceEquals(count, place.Count);
}
