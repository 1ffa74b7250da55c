using System.Text.RegularExpressions;

namespace KeySafety.Scanner.Configuration;

/// <summary>An <c>[allowlist]</c> of a <c>.gitleaks.toml</c>, of the file or of one rule.</summary>
internal sealed class GitleaksAllowlist
{
    private int _hits;

    public string Description { get; private init; } = "";

    public bool IsUsed => Volatile.Read(ref _hits) != 0;

    /// <summary>Rules that it is for; empty for all.</summary>
    public IReadOnlyList<string> TargetRules { get; private init; } = [];

    private IReadOnlyList<Regex> Paths { get; init; } = [];

    private IReadOnlyList<string> Commits { get; init; } = [];

    private IReadOnlyList<Regex> Regexes { get; init; } = [];

    private IReadOnlyList<string> StopWords { get; init; } = [];

    /// <summary>Whether the regexes look at the line; otherwise they look at the secret.</summary>
    private bool LooksAtLine { get; init; }

    /// <summary>Whether every kind of condition that is given must hold, instead of any.</summary>
    private bool NeedsAll { get; init; }

    private bool HasPlace => Paths.Count + Commits.Count > 0;

    private bool HasText => Regexes.Count + StopWords.Count > 0;

    public static GitleaksAllowlist Read(TomlSection section, string owner)
    {
        var target = section.Text("regexTarget") ?? "secret";
        var list = new GitleaksAllowlist
        {
            Description = section.Text("description") ?? owner,
            TargetRules = section.Texts("targetRules"),
            Paths = Compile(section.Texts("paths"), owner, section.File),
            Commits = section.Texts("commits"),
            Regexes = Compile(section.Texts("regexes"), owner, section.File),
            StopWords = section.Texts("stopwords"),
            LooksAtLine = target is "line" or "match",
            NeedsAll = (section.Text("condition") ?? "OR").ToUpperInvariant() is "AND" or "&&",
        };
        section.RejectUnknown();
        return list;
    }

    /// <summary>Whether it accepts everything in a file, whatever is found there.</summary>
    public bool AcceptsPath(string path) =>
        TargetRules.Count == 0 && Paths.Count > 0 && (!NeedsAll || (Commits.Count == 0 && !HasText)) && MatchesPath(path) && Use();

    /// <summary>Whether the text alone decides, and accepts.</summary>
    public bool AcceptsText(string secret, string line) =>
        HasText && (!NeedsAll || !HasPlace) && MatchesText(secret, line) && Use();

    /// <summary>Whether place, or place and text together, accept.</summary>
    public bool AcceptsPlace(string path, string? commit, string secret, string line)
    {
        if (!HasPlace)
            return false;
        var matches = NeedsAll
            ? (Paths.Count == 0 || MatchesPath(path)) && (Commits.Count == 0 || MatchesCommit(commit)) && (!HasText || MatchesText(secret, line))
            : MatchesPath(path) || MatchesCommit(commit);
        return matches && Use();
    }

    public bool IsFor(string rule) => TargetRules.Count == 0 || TargetRules.Contains(rule);

    private static IReadOnlyList<Regex> Compile(IReadOnlyList<string> patterns, string owner, string file) =>
        [.. patterns.Select(pattern => OwnRule.Compile(GoRegex.ToDotNet(pattern), ignoreCase: false, owner, file))];

    private bool MatchesPath(string path) => Paths.Any(pattern => pattern.IsMatch(path));

    private bool MatchesCommit(string? commit) =>
        commit is not null && Commits.Any(known => commit.Equals(known, StringComparison.OrdinalIgnoreCase));

    private bool MatchesText(string secret, string line) =>
        NeedsAll
            ? (Regexes.Count == 0 || MatchesRegex(secret, line)) && (StopWords.Count == 0 || MatchesStopWord(secret))
            : MatchesRegex(secret, line) || MatchesStopWord(secret);

    private bool MatchesRegex(string secret, string line) => Regexes.Any(pattern => pattern.IsMatch(LooksAtLine ? line : secret));

    private bool MatchesStopWord(string secret) => StopWords.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase));

    private bool Use()
    {
        Volatile.Write(ref _hits, 1);
        return true;
    }
}
