namespace KeySafety.Detection.Checks;

/// <summary>NATS seeds: base32 of a prefix of two bytes, 32 random bytes, and their CRC-16, least significant byte first.</summary>
/// <remarks>https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth</remarks>
internal static class NatsKey
{
    private const int SeedBytes = 36;

    /// <summary>Whether the checksum holds.</summary>
    public static bool IsSeed(ReadOnlySpan<char> secret)
    {
        Span<byte> bytes = stackalloc byte[SeedBytes];
        var count = 0;
        uint bits = 0;
        var bitCount = 0;
        foreach (var c in secret)
        {
            var digit = c switch
            {
                >= 'A' and <= 'Z' => c - 'A',
                >= '2' and <= '7' => c - '2' + 26,
                _ => -1,
            };
            if (digit < 0)
                return false;

            bits = (bits << 5) | (uint)digit;
            bitCount += 5;
            if (bitCount < 8)
                continue;
            if (count == SeedBytes)
                return false;
            bitCount -= 8;
            bytes[count++] = (byte)(bits >> bitCount);
        }

        return count == SeedBytes && Crc16(bytes.Slice(0, SeedBytes - 2)) == (bytes[SeedBytes - 2] | (bytes[SeedBytes - 1] << 8));
    }

    // CRC-16/XMODEM: polynomial 0x1021, nothing reflected, start value 0.
    private static int Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var value in bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : crc << 1;
        }

        return crc;
    }
}
