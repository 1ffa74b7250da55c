namespace KeySafety.Server.Access;

/// <summary>A budget that refills steadily: <paramref name="capacity"/> at once, then <paramref name="perSecond"/>. Thread-safe.</summary>
/// <remarks>Ours because the platform's rate limiters keep their own clock, which a test cannot move.</remarks>
internal sealed class TokenBucket(double capacity, double perSecond, TimeProvider clock)
{
    private readonly double _capacity = capacity;
    private readonly Lock _gate = new();
    private double _tokens = capacity;
    private long _refilledAt = clock.GetTimestamp();

    /// <summary>Takes one; false where there is none.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            Refill();
            if (_tokens < 1)
                return false;

            _tokens--;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    public void Return()
    {
        lock (_gate)
            _tokens = Math.Min(_capacity, _tokens + 1);
    }

    /// <summary>How long until one can be taken; zero where one can be now.</summary>
    public TimeSpan Wait()
    {
        lock (_gate)
        {
            Refill();
            return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / perSecond);
        }
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(_capacity, _tokens + clock.GetElapsedTime(_refilledAt, now).TotalSeconds * perSecond);
        _refilledAt = now;
    }
}
