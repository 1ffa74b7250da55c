using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Git;

/// <summary>Scans what the next commit would add, as it lies in the index: the work tree may differ.</summary>
/// <remarks>
/// The changed files are scanned whole, since a line of YAML means nothing without those above it, and reading blobs is
/// faster than having git write a patch. What a file, or one that the commit removes, already held is then left out: moving
/// a secret adds none.
/// </remarks>
internal sealed class StagedScan(Repository repository, ContentScanner scanner, ScanLog log, FileScannerOptions options)
{
    private const string RegularFile = "100";

    private readonly record struct Change(string Status, string OldId, string NewId, string Path);

    /// <returns>False where nothing is staged.</returns>
    public bool Run()
    {
        var changes = ReadChanges();
        var added = changes
            .Where(change => change.Status[0] is 'A' or 'M' or 'T' && !scanner.Policy.IgnoresPath(change.Path))
            .ToDictionary(change => new Blob(change.NewId, change.Path));
        if (changes.Count == 0)
            return false;
        if (added.Count == 0)
            return true;

        var found = new BlobScan(repository, scanner, log, options).Scan(added.Keys);
        var reported = found.Where(blob => blob.Findings.Count > 0).ToList();
        if (reported.Count > 0)
            Subtract(reported, added, changes);
        foreach (var blob in reported)
            scanner.AddPlaced(blob.Findings);
        return true;
    }

    private void Subtract(List<FoundBlob> reported, Dictionary<Blob, Change> added, List<Change> changes)
    {
        var removed = changes.Where(change => change.Status[0] == 'D').Select(change => new Blob(change.OldId, change.Path)).ToList();
        var before = reported
            .Select(blob => added[blob.Blob])
            .Where(change => change.Status[0] == 'M')
            .Select(change => new Blob(change.OldId, change.Path));
        var previous = Previously.Scan(repository, scanner, options, before.Concat(removed));
        var moved = removed.SelectMany(previous.In).ToList();
        foreach (var blob in reported)
            Previously.Subtract(blob.Findings, [.. previous.In(new(added[blob.Blob].OldId, blob.Blob.Path)), .. moved]);
    }

    /// <summary>The index against HEAD, files renamed without a change left out.</summary>
    private List<Change> ReadChanges()
    {
        using var git = repository.Start("diff", "--cached", "--raw", "-z", "--no-abbrev", "--find-renames=100%", "--no-ext-diff");
        var fields = new NulTerminated(git.Output);
        var changes = new List<Change>();
        while (fields.Next() is { } field)
        {
            var parts = field.TrimStart(':').Split(' ');
            var path = fields.Next() ?? "";
            if (parts[4][0] is 'R' or 'C')
                path = fields.Next() ?? path;
            if ((parts[4][0] == 'D' ? parts[0] : parts[1]).StartsWith(RegularFile, StringComparison.Ordinal))
                changes.Add(new(parts[4], parts[2], parts[3], path));
        }

        git.WaitForSuccess();
        return changes;
    }
}
