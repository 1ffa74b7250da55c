using System.Globalization;

namespace KeySafety.Detection.Checks;

/// <summary>Grafana service account tokens end in the CRC-32 of all before it, as eight hexadecimal digits.</summary>
/// <remarks>
/// <c>glsa_</c>, 32 random characters, <c>_</c>, checksum of the random characters (with or without what stands before them:
/// releases differ). https://grafana.com/docs/grafana/latest/administration/service-accounts/
/// </remarks>
internal static class GrafanaToken
{
    /// <summary>Whether the checksum holds.</summary>
    public static bool IsValid(ReadOnlySpan<char> secret)
    {
        var end = secret.LastIndexOf('_');
        var start = secret.IndexOf('_') + 1;
        if (end < start || secret.Length - end - 1 != 8)
            return false;

        // netstandard2.0 parses numbers from strings alone; this runs once per finding.
        return uint.TryParse(secret.Slice(end + 1).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stated)
            && (stated == Crc32.Of(secret.Slice(0, end)) || stated == Crc32.Of(secret.Slice(start, end - start)));
    }
}
