using System.Collections.Concurrent;

namespace KeySafety.Server.Health;

/// <summary>Requests and their time by route over the last ten whole seconds. Thread-safe.</summary>
internal sealed class RequestRates(TimeProvider clock)
{
    private const int Seconds = 10;

    private readonly ConcurrentDictionary<string, Window> _routes = new();

    /// <param name="PerSecond">Requests a second.</param>
    /// <param name="LatencyMs">Mean milliseconds a request.</param>
    internal readonly record struct Rate(double PerSecond, double LatencyMs);

    /// <param name="route">Method and pattern: a bounded set.</param>
    /// <param name="elapsed">From the pipeline's start to its end.</param>
    public void Count(string route, TimeSpan elapsed) =>
        _routes.GetOrAdd(route, static _ => new Window()).Add(clock.GetUtcNow().ToUnixTimeSeconds(), elapsed.Ticks);

    public IReadOnlyDictionary<string, Rate> Current()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return _routes
            .Select(route => (route.Key, Sum: route.Value.Sum(now)))
            .Where(route => route.Sum.Count > 0)
            .ToDictionary(
                route => route.Key,
                route => new Rate((double)route.Sum.Count / Seconds, TimeSpan.FromTicks(route.Sum.Ticks / route.Sum.Count).TotalMilliseconds));
    }

    private sealed class Window
    {
        private readonly Lock _gate = new();
        private readonly (long Second, long Count, long Ticks)[] _slots = new (long, long, long)[Seconds + 1];

        public void Add(long second, long ticks)
        {
            lock (_gate)
            {
                ref var slot = ref _slots[second % _slots.Length];
                if (slot.Second != second)
                    slot = (second, 0, 0);
                slot.Count++;
                slot.Ticks += ticks;
            }
        }

        public (long Count, long Ticks) Sum(long now)
        {
            lock (_gate)
            {
                var recent = _slots.Where(slot => slot.Second >= now - Seconds && slot.Second < now).ToList();
                return (recent.Sum(slot => slot.Count), recent.Sum(slot => slot.Ticks));
            }
        }
    }
}
