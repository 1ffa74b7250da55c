using System.Buffers.Binary;
using System.Globalization;

namespace KeySafety.Detection.Checks;

/// <summary>Grafana service account tokens end in the CRC-32 of all before it, as eight hexadecimal digits.</summary>
/// <remarks>
/// <code>
/// glsa_ rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr _ cccccccc
///       32 random                          CRC-32 of all before the last underscore, least significant byte first
/// </code>
/// https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
/// </remarks>
internal static class GrafanaToken
{
    /// <summary>Whether the checksum holds.</summary>
    public static bool IsValid(ReadOnlySpan<char> secret)
    {
        var end = secret.LastIndexOf('_');
        // netstandard2.0 parses numbers from strings alone; this runs once per finding.
        return end >= 0 && secret.Length - end - 1 == 8
            && uint.TryParse(secret.Slice(end + 1).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stated)
            && BinaryPrimitives.ReverseEndianness(stated) == Crc32.Of(secret.Slice(0, end));
    }
}
