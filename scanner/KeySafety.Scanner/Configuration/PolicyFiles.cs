using System.Security.Cryptography;
using System.Text;
using KeySafety.Detection;
using KeySafety.Scanner.Ignoring;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Configuration;

/// <summary>Finds the files at a root that say what is looked for and accepted, and puts them together.</summary>
internal static class PolicyFiles
{
    /// <exception cref="ScanFailedException">One of them is broken, or one that was asked for does not exist.</exception>
    public static Policy Load(string root, ScanOptions options)
    {
        var (own, gitleaks) = ConfigPaths(root, options);
        var ignore = Path.Combine(root, GitleaksIgnore.FileName);
        var baseline = options.BaselinePath ?? Path.Combine(root, Baseline.FileName);
        if (options is { BaselinePath: not null, UseBaseline: true } && !File.Exists(baseline))
            throw new ScanFailedException($"no such baseline: {options.BaselinePath}");

        var config = own is null ? ScannerConfig.Empty : ScannerConfig.Read(own);
        var foreign = gitleaks is null ? GitleaksConfig.Empty : GitleaksConfig.Read(gitleaks);
        return new()
        {
            Detector = config.SecretNames.Count + config.IgnoredNames.Count == 0
                ? Detector.Default
                : new(new() { SecretNames = config.SecretNames, IgnoredNames = config.IgnoredNames }),
            Config = config with { OwnFiles = [Baseline.FileName, Path.GetRelativePath(root, baseline)] },
            Gitleaks = foreign,
            OwnRules = RulesOf(config, foreign),
            GitleaksIgnore = File.Exists(ignore) ? GitleaksIgnore.Read(ignore) : GitleaksIgnore.Empty,
            Baseline = options.UseBaseline && File.Exists(baseline) ? Baseline.Read(baseline) : null,
            MinConfidence = options.MinConfidence,
        };
    }

    /// <summary>A hash of everything besides the catalog that decides what is found, as opposed to accepted.</summary>
    public static string Fingerprint(string root, ScanOptions options)
    {
        var (own, gitleaks) = ConfigPaths(root, options);
        var text = new StringBuilder().Append(options.Files);
        foreach (var path in (string?[])[own, gitleaks])
            text.Append('\0').Append(path is null ? "" : File.ReadAllText(path));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A file that was asked for takes the place of the one of its kind; its name says which kind it is.</summary>
    private static (string? Own, string? Gitleaks) ConfigPaths(string root, ScanOptions options)
    {
        var own = Existing(Path.Combine(root, ScannerConfig.FileName));
        var gitleaks = Existing(Path.Combine(root, GitleaksConfig.FileName));
        if (options.ConfigPath is not { } asked)
            return (own, gitleaks);
        if (!File.Exists(asked))
            throw new ScanFailedException($"no such configuration: {asked}");
        return Path.GetFileName(asked).Contains("gitleaks", StringComparison.OrdinalIgnoreCase) ? (own, asked) : (asked, gitleaks);
    }

    private static OwnRules RulesOf(ScannerConfig config, GitleaksConfig gitleaks)
    {
        // A name stands for one rule in every report; of two the user's own is meant.
        var rules = config.Rules.Concat(gitleaks.Rules)
            .DistinctBy(rule => rule.Rule.Name)
            .Where(rule => !RuleCatalog.All.Any(known => known.Name == rule.Rule.Name))
            .ToList();
        return rules.Count == 0 ? OwnRules.None : new(rules);
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
