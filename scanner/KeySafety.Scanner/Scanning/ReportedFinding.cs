using KeySafety.Detection;
using KeySafety.Scanner.Git;

namespace KeySafety.Scanner.Scanning;

/// <summary>A finding at its place in the user's files or history.</summary>
internal sealed record ReportedFinding
{
    public required Rule Rule { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>From the root of the scan, with <c>/</c> between segments; <c>archive.zip!inner/file</c> within archives.</summary>
    public required string Path { get; init; }

    public required int Line { get; init; }

    public required int Column { get; init; }

    public required int EndLine { get; init; }

    public required int EndColumn { get; init; }

    public required SecretText Secret { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The line it stands on, with every secret on it redacted.</summary>
    public required Excerpt Excerpt { get; init; }

    /// <summary>The line as it is, for allowlists that look at it; not for reports.</summary>
    public required SecretText LineText { get; init; }

    /// <summary>What the reader should know besides, such as an allow comment that has expired.</summary>
    public string? Note { get; init; }

    /// <summary>The commit that brought it in, where history was scanned.</summary>
    public Commit? Commit { get; init; }

    /// <summary>Whether a file of HEAD still holds the secret; null where history was not scanned.</summary>
    public bool? IsInHead { get; init; }
}
