using System.Net;
using System.Net.Sockets;
using BitFaster.Caching.Lru;

namespace KeySafety.Server.Access;

/// <summary>How often an address may present unknown keys. Never per key: an outsider cannot lock a key out.</summary>
/// <remarks>An IPv6 address counts with its /64, which is what one subscriber holds. Memory is bounded: the addresses that failed least recently are forgotten.</remarks>
internal sealed class FailureLimit(TimeProvider clock)
{
    // A misconfigured script is noticed within seconds; a guesser gets 86,400 guesses a day and address.
    private const int Burst = 100;
    private const double PerSecond = 1;
    private const int MaxAddresses = 65_536;

    private readonly ConcurrentLru<IPAddress, TokenBucket> _failures = new(MaxAddresses);
    private long _failedAt = long.MinValue;

    /// <summary>Whether any address failed so lately that it could be limited; spares the common request the look-up.</summary>
    public bool IsQuiet => Volatile.Read(ref _failedAt) is var at
        && (at == long.MinValue || clock.GetElapsedTime(at).TotalSeconds > Burst / PerSecond);

    /// <summary>How long the address has to wait; zero where it is not limited.</summary>
    public TimeSpan Wait(IPAddress address) => _failures.TryGet(Subscriber(address), out var bucket) ? bucket.Wait() : TimeSpan.Zero;

    public void Count(IPAddress address)
    {
        _failures.GetOrAdd(Subscriber(address), _ => new TokenBucket(Burst, PerSecond, clock)).TryTake();
        Volatile.Write(ref _failedAt, clock.GetTimestamp());
    }

    private static IPAddress Subscriber(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
