using KeySafety.Detection;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Ignoring;

namespace KeySafety.Scanner.Configuration;

/// <summary>What a <c>.keysafety.toml</c> says.</summary>
/// <remarks>
/// <code>
/// min-confidence = "medium"        # report nothing below
/// secret-names = ["vaultPin"]      # names whose value is a secret
///
/// [ignore]
/// paths = ["tests/fixtures/"]      # as in .gitignore
/// rules = ["jwt"]
/// words = ["example"]              # a secret that contains one is none
/// names = ["cacheKey"]             # names whose value is no secret
///
/// [[path]]
/// paths = ["docs/"]
/// min-confidence = "high"
///
/// [[rule]]                         # see OwnRule
/// name = "acme-token"
/// pattern = 'acme_[0-9a-f]{32}'
/// </code>
/// </remarks>
internal sealed record ScannerConfig
{
    public const string FileName = ".keysafety.toml";

    private readonly record struct PathConfidence(IgnoreFile Paths, Confidence Minimum);

    public static ScannerConfig Empty { get; } = new();

    public IgnoreFile IgnoredPaths { get; private init; } = IgnoreFile.Empty;

    public WordList IgnoredRules { get; private init; } = WordList.Empty;

    public WordList IgnoredWords { get; private init; } = WordList.Empty;

    public IReadOnlyList<string> IgnoredNames { get; private init; } = [];

    public IReadOnlyList<string> SecretNames { get; private init; } = [];

    public IReadOnlyList<OwnRule> Rules { get; private init; } = [];

    /// <summary>Files of this tool itself, which hold hashes that look random.</summary>
    public IReadOnlyList<string> OwnFiles { get; init; } = [Baseline.FileName];

    private Confidence? MinConfidence { get; init; }

    private IReadOnlyList<PathConfidence> PathConfidences { get; init; } = [];

    /// <exception cref="ScanFailedException">The file is broken.</exception>
    public static ScannerConfig Read(string path)
    {
        var root = TomlSection.Read(path);
        var ignore = root.Sections("ignore") is [var first, ..] ? first : null;
        var config = new ScannerConfig
        {
            MinConfidence = root.Confidence("min-confidence"),
            SecretNames = root.Texts("secret-names"),
            IgnoredPaths = IgnoreFile.Parse(ignore?.Texts("paths") ?? []),
            IgnoredRules = new(ignore?.Texts("rules") ?? []),
            IgnoredWords = new(ignore?.Texts("words") ?? []),
            IgnoredNames = ignore?.Texts("names") ?? [],
            PathConfidences = [.. root.Sections("path").Select(ReadPathConfidence)],
            Rules = [.. root.Sections("rule").Select(OwnRule.Read)],
        };
        ignore?.RejectUnknown();
        root.RejectUnknown();
        return config;
    }

    /// <summary>The least confidence that is reported at a path: of the last [[path]] that fits, else of the file, else of the options.</summary>
    public Confidence MinConfidenceAt(string path, Confidence fallback)
    {
        for (var i = PathConfidences.Count - 1; i >= 0; i--)
        {
            if (PathConfidences[i].Paths.Ignores(path))
                return PathConfidences[i].Minimum;
        }

        return MinConfidence is { } minimum && minimum > fallback ? minimum : fallback;
    }

    /// <summary>Ignores that have matched nothing, as <c>paths: docs/</c>.</summary>
    public IEnumerable<string> Unused() =>
    [
        .. IgnoredPaths.Patterns.Where(pattern => !pattern.IsUsed).Select(pattern => $"path {pattern.Line}"),
        .. IgnoredRules.Unused.Select(rule => $"rule {rule}"),
        .. IgnoredWords.Unused.Select(word => $"word {word}"),
    ];

    private static PathConfidence ReadPathConfidence(TomlSection section)
    {
        var paths = section.Texts("paths");
        var minimum = section.Confidence("min-confidence");
        section.RejectUnknown();
        if (paths.Count == 0 || minimum is null)
            throw new ScanFailedException($"{section.File}: [[path]] wants 'paths' and 'min-confidence'");
        return new(IgnoreFile.Parse(paths), minimum.Value);
    }
}
