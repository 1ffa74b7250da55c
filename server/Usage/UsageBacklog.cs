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
            var before = _counts.GetValueOrDefault(id);
            if (before?.IsOfDayOf(count) == true)
            {
                before.Add(count);
                return;
            }

            count.Earlier = before;
            _counts[id] = count;
            _order.Enqueue((id, count));
        }
    }

    /// <summary>The counts of all credentials that wait, or of as many as are asked for, the longest waiting first; each day's by itself.</summary>
    public List<(CredentialId Id, UsageCount Count)> Oldest(int credentials = int.MaxValue)
    {
        var oldest = new List<(CredentialId, UsageCount)>();
        lock (_gate)
        {
            foreach (var (id, count) in _order.Where(Waits).Take(credentials))
                AddDays(oldest, id, count);
        }

        return oldest;
    }

    /// <summary>What waits of one credential.</summary>
    public List<(CredentialId Id, UsageCount Count)> Of(in CredentialId id)
    {
        var days = new List<(CredentialId, UsageCount)>();
        lock (_gate)
        {
            if (_counts.TryGetValue(id, out var count))
                AddDays(days, id, count);
        }

        return days;
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

    private static void AddDays(List<(CredentialId Id, UsageCount Count)> days, in CredentialId id, UsageCount count)
    {
        if (count.Earlier is { } earlier)
            AddDays(days, id, earlier);
        days.Add((id, count));
    }

    // What was written out of turn, or has a later day before it, leaves its place in the queue behind.
    private bool Waits((CredentialId Id, UsageCount Count) place) => _counts.TryGetValue(place.Id, out var count) && ReferenceEquals(count, place.Count);
}
