namespace KeySafety.Detection;

/// <summary>CRC-32 as in ISO 3309 and zip: reflected polynomial 0xEDB88320, start and final value all ones.</summary>
/// <remarks>
/// Written out because the engine has no runtime packages (it is loaded into the compiler). GitHub, npm and our own keys
/// all end in this checksum.
/// </remarks>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of ASCII text; a character above 0x7F counts by its low byte.</summary>
    public static uint Of(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
            crc = Table[(byte)(crc ^ c)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
