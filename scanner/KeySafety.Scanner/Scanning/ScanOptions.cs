using KeySafety.Detection;
using KeySafety.Scanner.Files;

namespace KeySafety.Scanner.Scanning;

/// <summary>What the user asked for, apart from where to look.</summary>
internal sealed record ScanOptions
{
    public FileScannerOptions Files { get; init; } = new();

    public Confidence MinConfidence { get; init; } = Confidence.Low;

    public bool ShowSecrets { get; init; }

    public bool ReportUnused { get; init; }

    /// <summary>Instead of <c>.keysafety.toml</c> or <c>.gitleaks.toml</c> at the root.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Instead of <c>.keysafety-baseline</c> at the root.</summary>
    public string? BaselinePath { get; init; }

    /// <summary>Whether a baseline counts at all.</summary>
    public bool UseBaseline { get; init; } = true;
}
