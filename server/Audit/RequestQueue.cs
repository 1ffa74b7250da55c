namespace KeySafety.Server.Audit;

/// <summary>Records that wait for the writer: two arrays that change places, so that a request only copies a struct under a lock.</summary>
/// <remarks>Bounded: what does not fit is counted and not kept. Thread-safe for writers; one reader.</remarks>
internal sealed class RequestQueue
{
    // At 50,000 a second more than a second's records, 8 MB: a writer that waits for the disk or for a processor loses none.
    private const int Capacity = 65_536;
    private const int SmallCapacity = 256;

    // The writer comes by itself five times a second; with as many as this waiting it comes at once.
    private const int WakeCount = 8_192;

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake;
    private RequestRecord[] _filling = new RequestRecord[SmallCapacity];
    private RequestRecord[] _draining = new RequestRecord[SmallCapacity];
    private int _count;
    private long _dropped;

    /// <param name="wake">Set when the writer should come before its time.</param>
    public RequestQueue(AutoResetEvent wake) => _wake = wake;

    public void Add(in RequestRecord record)
    {
        bool full;
        lock (_gate)
        {
            if (_count == Capacity)
            {
                _dropped++;
                return;
            }

            if (_count == _filling.Length)
                Array.Resize(ref _filling, _count * 2);
            _filling[_count++] = record;
            full = _count == WakeCount;
        }

        if (full)
            _wake.Set();
    }

    /// <summary>Takes all that waits; valid until the next call.</summary>
    /// <param name="dropped">How many did not fit since the last call.</param>
    public ReadOnlySpan<RequestRecord> Take(out long dropped)
    {
        lock (_gate)
        {
            var count = _count;
            dropped = _dropped;
            (_filling, _draining) = (_draining, _filling);
            (_count, _dropped) = (0, 0);
            return _draining.AsSpan(0, count);
        }
    }
}
