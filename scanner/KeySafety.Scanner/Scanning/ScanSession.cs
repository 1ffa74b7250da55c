using System.Diagnostics;
using KeySafety.Detection;
using KeySafety.Scanner.Configuration;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Git;
using KeySafety.Scanner.Ignoring;
using KeySafety.Scanner.Reports;

namespace KeySafety.Scanner.Scanning;

/// <summary>One run over one root: its settings, its log, and the ways to scan.</summary>
internal sealed class ScanSession
{
    private readonly ScanOptions _options;
    private readonly ScanLog _log = new();
    private readonly ContentScanner _scanner;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <exception cref="ScanFailedException">The configuration is broken.</exception>
    public ScanSession(ScanRoot root, ScanOptions options)
    {
        Root = root;
        _options = options;
        Policy = PolicyFiles.Load(root.Directory, options);
        _scanner = new(Policy, _log, options);
    }

    public ScanRoot Root { get; }

    public Policy Policy { get; }

    public ScanLog Log => _log;

    /// <summary>Scans files and trees.</summary>
    public void ScanPaths()
    {
        var walker = new TreeWalker(Root.Directory, Root.Repository, Policy, _log);
        new FileScanner(_scanner, _log, _options.Files).ScanAll(Root.Paths.SelectMany(path =>
            Directory.Exists(path) ? walker.Walk(path) : [new FileEntry(path, Root.Relative(path))]));
    }

    /// <summary>Scans standard input.</summary>
    public void ScanInput(string name)
    {
        var results = new List<ReportedFinding>();
        using var input = Console.OpenStandardInput();
        new WindowedReader(_scanner, _options.Files.IncludeBinary, _log).Scan(input, name, results);
        _scanner.AddPlaced(results);
    }

    /// <returns>False where nothing is staged.</returns>
    public bool ScanStaged() => new StagedScan(RequiredRepository, _scanner, _log, _options.Files).Run();

    public void ScanRange(string range) => new HistoryScan(RequiredRepository, _scanner, _log, _options.Files).RunRange(range);

    public void ScanHistory() => new HistoryScan(RequiredRepository, _scanner, _log, _options.Files)
        .RunAll(HistoryCache.For(RequiredRepository, PolicyFiles.Fingerprint(Root.Directory, _options)));

    /// <summary>What becomes of the candidates on one line, and why.</summary>
    public IReadOnlyList<string> Explain(string path, int line)
    {
        var relative = Root.Relative(path);
        var walker = new TreeWalker(Root.Directory, Root.Repository, Policy, _log);
        List<string> lines = [];
        if (walker.WhyIgnored(relative) is { } ignored)
            lines.Add($"a scan of the tree leaves the file out: {ignored}");

        var content = File.ReadAllBytes(path);
        if (TextEncoding.Detect(content) is null)
            lines.Add("a scan leaves the file out: it is binary");
        var about = _scanner.Explain(content, relative, line).Distinct().ToList();
        return [.. lines, .. about.Count > 0 ? about : ["no rule has a candidate on this line"]];
    }

    public ScanReport Report(string? note) => new()
    {
        Findings = _log.Findings(),
        Problems = _log.Problems(),
        Dropped = _log.Dropped(),
        Rules = [.. RuleCatalog.All, .. Policy.OwnRules.Rules.Select(rule => rule.Rule)],
        UnusedIgnores = _options.ReportUnused ? [.. UnusedIgnores()] : null,
        Note = note,
        Files = _log.Files,
        Bytes = _log.Bytes,
        Commits = _log.Commits,
        BinaryFiles = _log.BinaryFiles,
        LargeFiles = _log.LargeFiles,
        Elapsed = _clock.Elapsed,
        ShowSecrets = _options.ShowSecrets,
    };

    private Repository RequiredRepository => Root.Repository ?? throw new ScanFailedException($"not a git repository: {Root.Directory}");

    private IEnumerable<string> UnusedIgnores() =>
    [
        .. Policy.Config.Unused().Select(each => $"{ScannerConfig.FileName}: {each}"),
        .. Policy.Gitleaks.Unused().Select(each => $"{GitleaksConfig.FileName}: {each}"),
        .. Policy.GitleaksIgnore.Unused.Select(each => $"{GitleaksIgnore.FileName}: {each}"),
        .. (Policy.Baseline?.Unused ?? []).Select(each => $"{Baseline.FileName}: {each}"),
        .. _log.UnusedComments().Select(each => $"{each.Path}:{each.Line}: {each.Marker}"),
    ];
}
