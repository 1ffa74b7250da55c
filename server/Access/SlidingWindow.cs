namespace KeySafety.Server.Access;

/// <summary>Counts uses over a window that moves with the clock: in no stretch of the window's length are there more than the limit.</summary>
/// <remarks>
/// The window is cut into 60 slices, and the slice that is leaving counts in full: a use is forgotten up to a sixtieth late, never
/// early. Not thread-safe; 0.3 KB. Ours because the platform's limiters keep their own clock, which a test cannot move, and do not
/// tell when the next use is free.
/// </remarks>
internal sealed class SlidingWindow(long windowTicks)
{
    private const int Slices = 60;

    private readonly int[] _slices = new int[Slices + 1];
    private readonly long _sliceTicks = Math.Max(1, windowTicks / Slices);
    private long _current;

    // No slice before it holds a use.
    private long _oldest;
    private int _used;

    public long WindowTicks => windowTicks;

    public bool IsEmpty(long nowTicks)
    {
        MoveTo(nowTicks);
        return _used == 0;
    }

    /// <summary>Takes one use, if there is one.</summary>
    /// <param name="nowTicks">Never goes back.</param>
    /// <param name="limit">Uses in a window.</param>
    /// <param name="take">False only looks.</param>
    /// <param name="resetTicks">How long until the oldest uses are forgotten; the whole window where there are none.</param>
    /// <returns>How many are left afterwards; -1 where there was none to take.</returns>
    public int Take(long nowTicks, int limit, bool take, out long resetTicks)
    {
        MoveTo(nowTicks);
        var left = Math.Max(0, limit - _used);
        if (take && left == 0)
            left = -1;
        else if (take)
            (left, _used, _slices[_current % _slices.Length]) = (left - 1, _used + 1, _slices[_current % _slices.Length] + 1);

        resetTicks = UntilOldestLeaves(nowTicks);
        return left;
    }

    private void MoveTo(long nowTicks)
    {
        var now = nowTicks / _sliceTicks;
        for (var steps = Math.Min(now - _current, _slices.Length); steps > 0; steps--)
        {
            ref var leaving = ref _slices[(now - steps + 1) % _slices.Length];
            _used -= leaving;
            leaving = 0;
        }

        _current = Math.Max(_current, now);
    }

    private long UntilOldestLeaves(long nowTicks)
    {
        if (_used == 0)
            return windowTicks;

        _oldest = Math.Max(_oldest, _current - Slices);
        while (_slices[_oldest % _slices.Length] == 0)
            _oldest++;
        return (_oldest + _slices.Length) * _sliceTicks - nowTicks;
    }
}
