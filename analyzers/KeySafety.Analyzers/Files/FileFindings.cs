using System.Runtime.CompilerServices;
using System.Text;
using KeySafety.Detection;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Files;

/// <summary>What the engine finds in a file, and where that stands in the compiler's text.</summary>
/// <remarks>
/// Kept for as long as the text itself lives: an editor makes a new compilation with each keystroke in any file, and hands over the
/// same text for those that did not change.
/// </remarks>
internal static class FileFindings
{
    private static readonly ConditionalWeakTable<SourceText, Kept> Known = new();

    /// <summary>The findings in order of their start; of those that overlap the surest, as the scanner has it.</summary>
    public static IReadOnlyList<(Finding Finding, TextSpan Span)> Of(SourceText text, string path, Detector detector, CancellationToken cancellation)
    {
        if (Known.TryGetValue(text, out var kept) && kept.Path == path && kept.Detector == detector)
            return kept.Findings;

        cancellation.ThrowIfCancellationRequested();
        var findings = Find(text.ToString(), path, detector);
        Known.Remove(text);
        try
        {
            Known.Add(text, new Kept(path, detector, findings));
        }
        catch (ArgumentException)
        {
            // Another thread was first; its findings are the same.
        }

        return findings;
    }

    private static List<(Finding, TextSpan)> Find(string text, string path, Detector detector)
    {
        var findings = new List<Finding>();
        var content = Encoding.UTF8.GetBytes(text);
        detector.Scan(content, path, findings);
        var map = new Utf8Map(text, isAscii: content.Length == text.Length);
        return [.. WithoutOverlaps(findings).Select(finding => (finding, map.SpanOf(finding.Start, finding.Length)))];
    }

    private static List<Finding> WithoutOverlaps(List<Finding> findings)
    {
        var kept = new List<Finding>(findings.Count);
        foreach (var finding in findings)
        {
            if (kept.Count == 0 || finding.Start >= kept[kept.Count - 1].Start + kept[kept.Count - 1].Length)
                kept.Add(finding);
            else if (finding.Confidence > kept[kept.Count - 1].Confidence)
                kept[kept.Count - 1] = finding;
        }

        return kept;
    }

    private sealed record Kept(string Path, Detector Detector, IReadOnlyList<(Finding, TextSpan)> Findings);
}
