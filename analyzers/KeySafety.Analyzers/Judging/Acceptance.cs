using KeySafety.Analyzers.Configuration;
using KeySafety.Detection;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Judging;

/// <summary>Whether a finding is to be reported, by everything that a team can decide.</summary>
internal static class Acceptance
{
    // As far as a comment about a finding on a minified line can be away; the same as the scanner's.
    private const int Reach = 2000;

    /// <summary>Whether settings, baseline or a comment accept the finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="settings">The settings for the file.</param>
    /// <param name="scope">The compilation.</param>
    /// <param name="text">The file.</param>
    /// <param name="span">Where the secret stands in it.</param>
    /// <param name="expired">A comment that would have accepted it, but is over.</param>
    public static bool IsAccepted(
        Finding finding, PathSettings settings, AnalysisScope scope, SourceText text, TextSpan span, out InlineAllow? expired)
    {
        expired = null;
        if (finding.Confidence < scope.MinConfidence(settings) || settings.AllowedValues.Accept(finding) || scope.Accepted.Accept(finding))
            return true;

        return IsAcceptedByComment(finding.Rule.Name, scope, text, span, out expired);
    }

    /// <summary>Whether a comment accepts what a rule found.</summary>
    public static bool IsAcceptedByComment(string ruleName, AnalysisScope scope, SourceText text, TextSpan span, out InlineAllow? expired)
    {
        expired = null;
        if (FindComment(text, span) is not { } comment || !comment.Covers(ruleName))
            return false;

        expired = comment.IsExpired(scope.Today) ? comment : null;
        return expired is null;
    }

    private static InlineAllow? FindComment(SourceText text, TextSpan span)
    {
        var line = text.Lines.GetLineFromPosition(span.Start);
        var end = text.Lines.GetLineFromPosition(span.End).End;
        var from = Math.Max(line.Start, span.Start - Reach);
        var to = Math.Min(end, span.End + Reach);
        var own = InlineAllow.Parse(text.ToString(TextSpan.FromBounds(from, to)).AsSpan());
        if (own is { IsForNextLine: false } || line.LineNumber == 0)
            return own is { IsForNextLine: true } ? null : own;

        var above = text.Lines[line.LineNumber - 1];
        var near = TextSpan.FromBounds(Math.Max(above.Start, above.End - Reach), above.End);
        return InlineAllow.Parse(text.ToString(near).AsSpan()) is { IsForNextLine: true } comment ? comment : null;
    }
}
