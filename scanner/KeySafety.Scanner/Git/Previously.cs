using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Git;

/// <summary>What older versions of files held, so that a change answers only for what it brought in.</summary>
internal sealed class Previously
{
    private readonly Dictionary<string, List<ReportedFinding>> _findings;

    private Previously(Dictionary<string, List<ReportedFinding>> findings) => _findings = findings;

    /// <summary>Scans old versions; nothing of it is reported or counted.</summary>
    public static Previously Scan(Repository repository, ContentScanner scanner, FileScannerOptions options, IEnumerable<Blob> blobs)
    {
        var wanted = blobs.DistinctBy(blob => blob.Id).ToList();
        if (wanted.Count == 0)
            return new([]);

        var silent = new ScanLog();
        var found = new BlobScan(repository, new(scanner.Policy, silent, new ScanOptions()), silent, options).Scan(wanted);
        return new(found.ToDictionary(blob => blob.Blob.Id, blob => blob.Findings));
    }

    public IReadOnlyList<ReportedFinding> In(Blob blob) => _findings.GetValueOrDefault(blob.Id, []);

    /// <summary>Takes from the findings of a new version as many of each secret as the old ones had.</summary>
    public static void Subtract(List<ReportedFinding> findings, IReadOnlyList<ReportedFinding> before)
    {
        foreach (var group in before.GroupBy(finding => finding.Fingerprint))
        {
            for (var count = group.Count(); count > 0; count--)
            {
                if (findings.FindIndex(finding => finding.Fingerprint == group.Key) is >= 0 and var index)
                    findings.RemoveAt(index);
            }
        }
    }
}
