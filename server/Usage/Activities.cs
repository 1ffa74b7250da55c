using System.Collections.Concurrent;
using System.Net;
using KeySafety.Server.Access;

namespace KeySafety.Server.Usage;

/// <summary>What every credential did lately; those that did nothing are forgotten, so that memory follows the keys in use. Thread-safe.</summary>
internal sealed class Activities(KeyServerOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<CredentialId, Activity> _activities = new();
    private readonly ConcurrentQueue<(CredentialId Id, Activity Activity)> _counted = new();

    /// <summary>Credentials that are remembered.</summary>
    public int Count => _activities.Count;

    /// <summary>Credentials with counts to be written.</summary>
    public int Uncollected => _counted.Count;

    /// <summary>Takes one use of a credential's limit, or looks where it stands.</summary>
    public RateStatus Take(in Principal principal, Policies policies, bool take)
    {
        var limit = policies.RateLimit ?? options.Plans.Find(policies.Plan!, policies.Mode);
        int left;
        long resetTicks;
        while (!Of(principal.Credential!.LimitedAs).TryTake(NowTicks(), limit, take, out left, out resetTicks))
        {
            // Forgotten between the look-up and the use: the next look-up makes a new one.
        }

        var reset = (long)Math.Ceiling((clock.GetUtcNow().Ticks + resetTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);
        return new RateStatus(limit.Requests, Math.Max(0, left), reset, IsExceeded: left < 0);
    }

    /// <summary>Counts a request that a recognised credential made.</summary>
    public void CountUse(in Principal principal, string route, bool isError, IPAddress address)
    {
        // The bootstrap key is no record, and nobody could ask for its usage.
        if (principal.Kind == CredentialKinds.Bootstrap)
            return;

        var id = principal.Credential!.CredentialId;
        while (true)
        {
            var activity = Of(id);
            if (!activity.TryCount(route, isError, address, clock.GetUtcNow().ToUnixTimeSeconds(), out var isFirst))
                continue;
            if (isFirst)
                _counted.Enqueue((id, activity));
            return;
        }
    }

    /// <summary>When and from where a credential was used, as long as it is remembered; else it is stored.</summary>
    public (long At, IPAddress Address)? LastUse(CredentialId id) => _activities.TryGetValue(id, out var activity) ? activity.LastUse : null;

    /// <summary>Up to <paramref name="limit"/> counts to be written.</summary>
    public List<(CredentialId Id, Activity Activity, UsageCount Count)> TakeCounts(int limit)
    {
        var counts = new List<(CredentialId, Activity, UsageCount)>();
        while (counts.Count < limit && _counted.TryDequeue(out var counted))
        {
            if (counted.Activity.TakeCount() is { } count)
                counts.Add((counted.Id, counted.Activity, count));
        }

        return counts;
    }

    /// <summary>Gives counts back that could not be written.</summary>
    public void Return(List<(CredentialId Id, Activity Activity, UsageCount Count)> counts)
    {
        foreach (var (id, activity, count) in counts)
        {
            if (activity.Return(count))
                _counted.Enqueue((id, activity));
        }
    }

    /// <summary>Forgets those with nothing left to remember.</summary>
    public void ForgetIdle()
    {
        foreach (var (id, activity) in _activities)
        {
            if (activity.TryForget(NowTicks()))
                _activities.TryRemove(new KeyValuePair<CredentialId, Activity>(id, activity));
        }
    }

    private Activity Of(CredentialId id) => _activities.GetOrAdd(id, static _ => new Activity());

    // Of the clock that never goes back, whatever its unit.
    private long NowTicks() => clock.GetElapsedTime(0).Ticks;
}
