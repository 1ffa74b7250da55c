using System.Net;
using KeySafety.Server.Access;

namespace KeySafety.Server.Usage;

/// <summary>What one credential did lately: the window of its limit, and its uses since the last flush. Thread-safe.</summary>
internal sealed class Activity
{
    private readonly Lock _gate = new();
    private SlidingWindow? _window;
    private UsageCount? _count;

    // Stays when the count is taken: until that is written, it stands nowhere else.
    private (long At, IPAddress Address)? _lastUse;
    private bool _isForgotten;

    /// <summary>Takes one use of the limit.</summary>
    /// <param name="nowTicks">Of a clock that never goes back.</param>
    /// <param name="limit">The limit as it is now.</param>
    /// <param name="take">False only looks.</param>
    /// <param name="left">Uses left; -1 where there was none.</param>
    /// <param name="resetTicks">Until the oldest uses are forgotten.</param>
    /// <returns>False where it was forgotten meanwhile: another object counts for the credential now.</returns>
    public bool TryTake(long nowTicks, RateLimit limit, bool take, out int left, out long resetTicks)
    {
        lock (_gate)
        {
            (left, resetTicks) = (0, 0);
            if (_isForgotten)
                return false;

            var windowTicks = limit.PerSeconds * TimeSpan.TicksPerSecond;
            if (_window?.WindowTicks != windowTicks)
                _window = new SlidingWindow(windowTicks);
            left = _window.Take(nowTicks, limit.Requests, take, out resetTicks);
            return true;
        }
    }

    /// <summary>Counts a use.</summary>
    /// <param name="route">From a bounded set.</param>
    /// <param name="isError">Whether it was answered with 400 or more.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="nowUnixSeconds">When.</param>
    /// <param name="isFirst">Whether it is the first since the last flush.</param>
    /// <returns>False where it was forgotten meanwhile.</returns>
    public bool TryCount(string route, bool isError, IPAddress address, long nowUnixSeconds, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = !_isForgotten && _count is null;
            if (_isForgotten)
                return false;

            (_count ??= new UsageCount()).Add(route, isError, address, nowUnixSeconds);
            _lastUse = (nowUnixSeconds, address);
            return true;
        }
    }

    /// <summary>The last use, or null where there was none since it is remembered.</summary>
    public (long At, IPAddress Address)? LastUse
    {
        get
        {
            lock (_gate)
                return _lastUse;
        }
    }

    /// <summary>Hands the count over, to be written; null where there is none.</summary>
    public UsageCount? TakeCount()
    {
        lock (_gate)
        {
            var count = _count;
            _count = null;
            return count;
        }
    }

    /// <summary>Gives a count back that could not be written.</summary>
    /// <returns>Whether it stands alone: nobody else is going to ask for it to be written.</returns>
    public bool Return(UsageCount count)
    {
        lock (_gate)
        {
            var alone = _count is null;
            if (_count is { } newer)
                count.Add(newer);
            _count = count;
            return alone;
        }
    }

    /// <summary>Marks it forgotten, if nothing would be lost.</summary>
    public bool TryForget(long nowTicks)
    {
        lock (_gate)
            return _isForgotten = _isForgotten || (_count is null && _window?.IsEmpty(nowTicks) != false);
    }
}
