using KeySafety.Detection;
using KeySafety.Scanner.Configuration;
using KeySafety.Scanner.Ignoring;

namespace KeySafety.Scanner.Scanning;

/// <summary>What is looked for and what is accepted: configuration, baseline and options in one place.</summary>
internal sealed record Policy
{
    public required Detector Detector { get; init; }

    public OwnRules OwnRules { get; init; } = OwnRules.None;

    /// <summary>From <c>.keysafety.toml</c>.</summary>
    public ScannerConfig Config { get; init; } = ScannerConfig.Empty;

    /// <summary>From <c>.gitleaks.toml</c>.</summary>
    public GitleaksConfig Gitleaks { get; init; } = GitleaksConfig.Empty;

    /// <summary>From <c>.gitleaksignore</c>.</summary>
    public GitleaksIgnore GitleaksIgnore { get; init; } = GitleaksIgnore.Empty;

    public Baseline? Baseline { get; init; }

    public Confidence MinConfidence { get; init; } = Confidence.Low;

    public DateTime Today { get; init; } = DateTime.Today;

    /// <summary>Whether nothing under a path is to be reported, so that it need not be read.</summary>
    public bool IgnoresPath(string path) =>
        Config.IgnoredPaths.Ignores(path) || Config.OwnFiles.Contains(path) || Gitleaks.IgnoresPath(path);

    /// <summary>What the finding itself says against reporting it, wherever it is.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="line">The line it stands on.</param>
    public Drop? Judge(Finding finding, string line)
    {
        var secret = finding.Secret.Expose();
        if (Config.IgnoredRules.Use(finding.Rule.Name))
            return new(DropKind.Configuration, "its rule is ignored in .keysafety.toml");
        if (Config.IgnoredWords.UseWithin(secret) is { } word)
            return new(DropKind.Configuration, $"it contains the word '{word}', which .keysafety.toml ignores");
        if (Gitleaks.IsDisabled(finding.Rule.Name))
            return new(DropKind.Configuration, "its rule is disabled in .gitleaks.toml");
        if (Gitleaks.Allows(finding.Rule.Name, secret, line))
            return new(DropKind.Configuration, "an allowlist in .gitleaks.toml accepts it");
        if (Baseline is not null && Baseline.Accepts(finding.Rule.Name, secret))
            return new(DropKind.Baseline, "the baseline accepts it");
        return null;
    }

    /// <summary>What the place says against reporting a finding there.</summary>
    public Drop? JudgePlace(ReportedFinding finding)
    {
        if (IgnoresPath(finding.Path))
            return new(DropKind.Configuration, "its path is ignored by the configuration");
        if (finding.Confidence < Config.MinConfidenceAt(finding.Path, MinConfidence))
            return new(DropKind.Confidence, $"its confidence is below {Words.Of(Config.MinConfidenceAt(finding.Path, MinConfidence))}");
        if (Gitleaks.AllowsPlace(finding))
            return new(DropKind.Configuration, "an allowlist in .gitleaks.toml accepts its place");
        if (GitleaksIgnore.Accepts(finding.Path, finding.Rule.Name, finding.Line, finding.Commit?.Id))
            return new(DropKind.GitleaksIgnore, "a line of .gitleaksignore accepts it");
        return null;
    }
}
