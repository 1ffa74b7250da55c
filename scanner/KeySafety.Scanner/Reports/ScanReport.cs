using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>All that a report may tell of a scan that is over.</summary>
internal sealed record ScanReport
{
    public required IReadOnlyList<ReportedFinding> Findings { get; init; }

    /// <summary>What could not be read.</summary>
    public required IReadOnlyList<ScanLog.Problem> Problems { get; init; }

    /// <summary>Findings that somebody asked not to see.</summary>
    public required IReadOnlyDictionary<DropKind, int> Dropped { get; init; }

    /// <summary>The catalog's rules and the user's own.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>Ignores that matched nothing; null where nobody asked.</summary>
    public IReadOnlyList<string>? UnusedIgnores { get; init; }

    /// <summary>A sentence about the scan as a whole, such as that nothing is staged.</summary>
    public string? Note { get; init; }

    public required long Files { get; init; }

    public required long Bytes { get; init; }

    public required int Commits { get; init; }

    public required int BinaryFiles { get; init; }

    public required int LargeFiles { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether secrets are shown as they are.</summary>
    public required bool ShowSecrets { get; init; }

    /// <summary>Something that could not be read outweighs findings: the list may lack some.</summary>
    public int ExitCode =>
        Problems.Count > 0 ? Scanner.ExitCode.Failed : Findings.Count > 0 ? Scanner.ExitCode.Found : Scanner.ExitCode.Clean;

    public int Count(Confidence confidence) => Findings.Count(finding => finding.Confidence == confidence);

    public string SecretOf(ReportedFinding finding) => ShowSecrets ? finding.Secret.Expose() : finding.Secret.ToString();
}
