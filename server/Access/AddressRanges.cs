using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KeySafety.Server.Access;

/// <summary>A list of addresses and CIDR ranges, IPv4 and IPv6. An IPv4-mapped IPv6 address is the IPv4 address, on both sides.</summary>
/// <remarks>Linear in the ranges and allocates nothing: twenty cost tens of nanoseconds.</remarks>
internal sealed class AddressRanges
{
    /// <summary>Enough for the exits of a large network; each costs every request a comparison.</summary>
    public const int MaxCount = 100;

    // ::ffff:0:0/96, where the IPv4 addresses lie among the IPv6 ones.
    private const int MappedBits = 96;

    private readonly Range[] _ranges;

    private AddressRanges(Range[] ranges) => _ranges = ranges;

    private readonly record struct Range(UInt128 Network, UInt128 Mask, bool IsV4);

    /// <summary>Reads a list; null, with the first entry that is none, where there is one.</summary>
    public static AddressRanges? Parse(IReadOnlyList<string> entries, out string? wrong)
    {
        wrong = null;
        var ranges = new Range[entries.Count];
        for (var i = 0; i < ranges.Length; i++)
        {
            if (!TryParse(entries[i], out ranges[i]))
            {
                wrong = entries[i];
                return null;
            }
        }

        return new AddressRanges(ranges);
    }

    public bool Contains(IPAddress address)
    {
        var isV4 = address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
        var bits = Bits(address);
        foreach (ref readonly var range in _ranges.AsSpan())
        {
            if (range.IsV4 == isV4 && (bits & range.Mask) == range.Network)
                return true;
        }

        return false;
    }

    private static bool TryParse(string entry, out Range range)
    {
        range = default;
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? entry : entry[..slash];
        // IPAddress also reads 1.2 and 0x7f.1: whoever writes that means something else.
        if (!IPAddress.TryParse(text, out var address)
            || text.Contains('%', StringComparison.Ordinal)
            || text.Contains('[', StringComparison.Ordinal)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
        {
            return false;
        }

        var isPlainV4 = address.AddressFamily == AddressFamily.InterNetwork;
        var length = isPlainV4 ? 32 : 128;
        if (slash >= 0 && !(int.TryParse(entry.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= length))
            return false;

        var prefix = (slash < 0 ? length : int.Parse(entry.AsSpan(slash + 1), CultureInfo.InvariantCulture)) + (isPlainV4 ? MappedBits : 0);
        var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix);
        range = new Range(Bits(address) & mask, mask, isPlainV4 || (address.IsIPv4MappedToIPv6 && prefix >= MappedBits));
        return true;
    }

    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 16
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : new UInt128(0, 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }
}
