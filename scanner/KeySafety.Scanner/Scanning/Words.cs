using System.Globalization;
using KeySafety.Detection;

namespace KeySafety.Scanner.Scanning;

/// <summary>Numbers and grades as reports write them.</summary>
internal static class Words
{
    public static string Of(Confidence confidence) => confidence switch
    {
        Confidence.High => "high",
        Confidence.Medium => "medium",
        _ => "low",
    };

    public static Confidence? ToConfidence(string word) => word switch
    {
        "high" => Confidence.High,
        "medium" => Confidence.Medium,
        "low" => Confidence.Low,
        _ => null,
    };

    /// <summary><c>1 file</c>, <c>1,204 files</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Decimal units, as disks and networks count.</summary>
    public static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes switch
    {
        >= 1_000_000_000 => bytes / 1e9,
        >= 1_000_000 => bytes / 1e6,
        >= 1_000 => bytes / 1e3,
        _ => bytes,
    }:0.#} {bytes switch
    {
        >= 1_000_000_000 => "GB",
        >= 1_000_000 => "MB",
        >= 1_000 => "kB",
        _ => "bytes",
    }}");
}
