using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Git;

/// <summary>Scans commits: every blob once, and of commits only who brought in what was found.</summary>
/// <remarks>
/// A patch of each commit (<c>git log -p</c>) would cost git a diff of every change, on one core, most of them clean. Here
/// git lists the blobs and sends their contents; commits are read only when there is something to attribute.
/// </remarks>
internal sealed class HistoryScan(Repository repository, ContentScanner scanner, ScanLog log, FileScannerOptions options)
{
    private static readonly string[] Everything = ["--all"];

    /// <summary>Scans all that refs lead to; with a cache, all that was not scanned before.</summary>
    /// <exception cref="ScanFailedException">There is no history, or only part of it.</exception>
    public void RunAll(HistoryCache cache)
    {
        if (repository.ShallowCommits().Count > 0)
            throw new ScanFailedException("this clone is shallow, its history is incomplete; run 'git fetch --unshallow' first");

        var tips = ReadTips();
        if (tips.Count == 0)
            throw new ScanFailedException("the repository has no commits yet");

        var known = cache.Load();
        var areAllReachable = known.Tips.Count == 0 || AreReachable(known.Tips, tips);
        var found = Scan(known.Found.Concat(ListBlobs(tips, known.Tips)));
        List<Introduction> introductions = [];
        if (found.Count > 0)
        {
            // What is known of commits holds while all of them are still reachable; a deleted branch takes its share along.
            var ids = found.Keys.ToHashSet(StringComparer.Ordinal);
            introductions = areAllReachable && known.Tips.Count > 0
                ? [.. known.Introductions, .. ReadNew(tips, known.Tips, ids)]
                : [.. Introductions.Read(repository, Everything, ids)];
        }

        if (!areAllReachable)
        {
            var reachable = introductions.Select(each => each.NewId).ToHashSet(StringComparer.Ordinal);
            foreach (var id in found.Keys.Where(id => !reachable.Contains(id)).ToList())
                found.Remove(id);
        }

        CountCommits(tips, known.Tips);
        cache.Store(new(tips, [.. found.Values.Select(blob => blob.Blob)], introductions));
        Report(found, introductions);
    }

    /// <summary>Scans the commits of a range, each of them: what one adds and the next removes stays in history.</summary>
    /// <exception cref="ScanFailedException">A revision is unknown, or the range has no commit.</exception>
    public void RunRange(string range)
    {
        var revisions = RevisionRange.Parse(range);
        var (list, error) = GitProcess.TryRun(repository.Root, ["rev-list", .. revisions, "--"]);
        if (error is not null)
            throw new ScanFailedException($"no such range: {range} ({error}){ShallowHint()}");

        var commits = list.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (commits.Length == 0)
            throw new ScanFailedException($"the range {range} has no commit");
        if (repository.ShallowCommits() is { Count: > 0 } shallow && commits.Any(shallow.Contains))
            throw new ScanFailedException($"this clone is shallow and lacks commits of {range}; fetch more history (fetch-depth: 0)");

        foreach (var _ in commits)
            log.AddCommit();
        var found = Scan(ListBlobs(revisions));
        if (found.Count == 0)
            return;

        List<Introduction> introductions =
            [.. Introductions.Read(repository, revisions, found.Keys.ToHashSet(StringComparer.Ordinal))];
        var outside = introductions
            .SelectMany(each => each.OldIds.Select(id => new Blob(id, each.Path)))
            .Where(blob => !found.ContainsKey(blob.Id));
        Report(found, introductions, Previously.Scan(repository, scanner, options, outside));
    }

    private string ShallowHint() => repository.ShallowCommits().Count > 0 ? "; this clone is shallow (fetch-depth: 0 fetches all)" : "";

    private Dictionary<string, FoundBlob> Scan(IEnumerable<Blob> blobs)
    {
        var found = new Dictionary<string, FoundBlob>(StringComparer.Ordinal);
        foreach (var blob in new BlobScan(repository, scanner, log, options).Scan(blobs))
            found[blob.Blob.Id] = blob;
        return found;
    }

    private void Report(
        Dictionary<string, FoundBlob> found, List<Introduction> introductions, Previously? outside = null)
    {
        var inHead = FingerprintsOfHead(found);
        var seen = new HashSet<(string Path, string Fingerprint)>();
        var attributed = new HashSet<string>(StringComparer.Ordinal);
        var reported = new List<ReportedFinding>();
        foreach (var each in introductions)
        {
            if (!found.TryGetValue(each.NewId, out var blob))
                continue;

            attributed.Add(each.NewId);
            var findings = blob.Findings.ToList();
            Previously.Subtract(findings, [.. each.OldIds.SelectMany(id =>
                found.TryGetValue(id, out var old) ? old.Findings : outside?.In(new(id, each.Path)) ?? [])]);
            reported.AddRange(findings
                .Where(finding => seen.Add((each.Path, finding.Fingerprint)))
                .Select(finding => finding with
                {
                    Path = PathOf(finding.Path, blob.Blob.Path, each.Path),
                    Commit = each.Commit,
                    IsInHead = inHead.Contains(finding.Fingerprint),
                }));
        }

        // A tag or a note can hold a blob that no commit does.
        reported.AddRange(found.Values
            .Where(blob => !attributed.Contains(blob.Blob.Id))
            .SelectMany(blob => blob.Findings)
            .Select(finding => finding with { IsInHead = inHead.Contains(finding.Fingerprint) }));
        scanner.AddPlaced(reported);
    }

    /// <summary>The path in a commit, with what stands behind it for an entry of an archive.</summary>
    private static string PathOf(string found, string scannedAs, string path) => path + found[scannedAs.Length..];

    private HashSet<string> FingerprintsOfHead(Dictionary<string, FoundBlob> found)
    {
        var fingerprints = new HashSet<string>(StringComparer.Ordinal);
        if (found.Count == 0 || GitProcess.TryRun(repository.Root, "rev-parse", "--verify", "--quiet", "HEAD").Error is not null)
            return fingerprints;

        using var git = repository.Start("ls-tree", "-r", "-z", "--full-tree", "HEAD");
        var fields = new NulTerminated(git.Output);
        while (fields.Next() is { } field)
        {
            // "100644 blob <id>\t<path>"
            var id = field[..field.IndexOf('\t', StringComparison.Ordinal)].Split(' ')[2];
            if (found.TryGetValue(id, out var blob))
                fingerprints.UnionWith(blob.Findings.Select(finding => finding.Fingerprint));
        }

        git.WaitForSuccess();
        return fingerprints;
    }

    private List<string> ReadTips()
    {
        var refs = repository.Run("for-each-ref", "--format=%(objectname)").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (head, error) = GitProcess.TryRun(repository.Root, "rev-parse", "--verify", "--quiet", "HEAD");
        return [.. refs.Concat(error is null ? [head.Trim()] : []).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether everything that was reachable is so still.</summary>
    private bool AreReachable(IReadOnlyList<string> old, IReadOnlyList<string> tips) =>
        old.All(tips.Contains)
        || WithRevisions(
            ["rev-list", "--max-count=1", "--ignore-missing", "--stdin"],
            old.Concat(tips.Select(tip => "^" + tip)),
            ReadAll).Length == 0;

    private void CountCommits(IReadOnlyList<string> tips, IReadOnlyList<string> known)
    {
        var count = WithRevisions(
            ["rev-list", "--count", "--ignore-missing", "--stdin"], tips.Concat(known.Select(tip => "^" + tip)), ReadAll);
        for (var left = int.Parse(count, System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
            log.AddCommit();
    }

    private List<Introduction> ReadNew(IReadOnlyList<string> tips, IReadOnlyList<string> known, HashSet<string> ids)
    {
        var range = (string[])["--ignore-missing", .. tips.Except(known), .. known.Select(tip => "^" + tip)];
        return tips.All(known.Contains) ? [] : [.. Introductions.Read(repository, range, ids)];
    }

    private IEnumerable<Blob> ListBlobs(IReadOnlyList<string> tips, IReadOnlyList<string> known)
    {
        if (tips.All(known.Contains))
            return [];
        return WithRevisions(
            ["rev-list", "--objects", "--filter=object:type=blob", "--ignore-missing", "--stdin"],
            tips.Concat(known.Select(tip => "^" + tip)),
            BlobList.Read);
    }

    private IEnumerable<Blob> ListBlobs(IReadOnlyList<string> revisions) =>
        BlobList.Read(repository.Start(["rev-list", "--objects", "--filter=object:type=blob", .. revisions, "--"]));

    private T WithRevisions<T>(string[] arguments, IEnumerable<string> revisions, Func<GitProcess, T> read)
    {
        var git = repository.StartWithInput(arguments);
        using (var input = new StreamWriter(git.Input))
        {
            foreach (var revision in revisions)
                input.Write(revision + "\n");
        }

        return read(git);
    }

    private static string ReadAll(GitProcess git)
    {
        using (git)
        {
            var text = new StreamReader(git.Output).ReadToEnd().Trim();
            git.WaitForSuccess();
            return text;
        }
    }
}
