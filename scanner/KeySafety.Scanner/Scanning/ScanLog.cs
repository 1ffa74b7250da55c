namespace KeySafety.Scanner.Scanning;

/// <summary>What a scan has read, found and failed at so far. Thread-safe.</summary>
internal sealed class ScanLog
{
    private readonly Lock _lock = new();
    private readonly List<ReportedFinding> _findings = [];
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<DropKind, int> _dropped = [];
    private readonly List<UnusedComment> _unusedComments = [];
    private long _files;
    private long _bytes;
    private long _expectedFiles;
    private int _commits;
    private int _binaryFiles;
    private int _largeFiles;

    /// <summary>Something that could not be read, so that the scan is incomplete.</summary>
    internal readonly record struct Problem(string Path, string Reason);

    public long Files => Interlocked.Read(ref _files);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Files known so far, scanned or not: what the progress bar measures against.</summary>
    public long ExpectedFiles => Interlocked.Read(ref _expectedFiles);

    public int Commits => _commits;

    public int BinaryFiles => _binaryFiles;

    public int LargeFiles => _largeFiles;

    public void AddFile() => Interlocked.Increment(ref _files);

    public void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void ExpectFile() => Interlocked.Increment(ref _expectedFiles);

    public void AddBinaryFile() => Interlocked.Increment(ref _binaryFiles);

    public void AddLargeFile() => Interlocked.Increment(ref _largeFiles);

    public void AddCommit() => Interlocked.Increment(ref _commits);

    public void AddFindings(IEnumerable<ReportedFinding> findings)
    {
        lock (_lock)
            _findings.AddRange(findings);
    }

    public void AddProblem(string path, string reason)
    {
        lock (_lock)
            _problems.Add(new(path, reason));
    }

    /// <summary>An allow comment that accepted nothing.</summary>
    internal readonly record struct UnusedComment(string Path, int Line, string Marker);

    public void AddUnusedComment(UnusedComment comment)
    {
        lock (_lock)
            _unusedComments.Add(comment);
    }

    public IReadOnlyList<UnusedComment> UnusedComments()
    {
        lock (_lock)
            return [.. _unusedComments.OrderBy(comment => comment.Path, StringComparer.Ordinal).ThenBy(comment => comment.Line)];
    }

    public void AddDropped(DropKind kind)
    {
        lock (_lock)
            _dropped[kind] = _dropped.GetValueOrDefault(kind) + 1;
    }

    /// <summary>The findings by path and place, whatever order the threads came in.</summary>
    public IReadOnlyList<ReportedFinding> Findings()
    {
        lock (_lock)
        {
            return
            [
                .. _findings
                    .OrderBy(finding => finding.Path, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Line)
                    .ThenBy(finding => finding.Column)
                    .ThenBy(finding => finding.Rule.Name, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Commit?.Date),
            ];
        }
    }

    public IReadOnlyList<Problem> Problems()
    {
        lock (_lock)
            return [.. _problems.Distinct().OrderBy(problem => problem.Path, StringComparer.Ordinal)];
    }

    public IReadOnlyDictionary<DropKind, int> Dropped()
    {
        lock (_lock)
            return new SortedDictionary<DropKind, int>(_dropped);
    }
}
