using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>Where a comment about a finding can stand: behind its line, or on a line of its own above.</summary>
/// <param name="Position">Where it is inserted.</param>
/// <param name="Before">What stands before rule and reason.</param>
/// <param name="After">What stands behind them.</param>
internal sealed record AllowComment(int Position, string Before, string After)
{
    // A longer line is read from left to right no more.
    private const int MaxColumn = 140;

    /// <summary>The place for a finding; null where a text of several lines leaves none, or another comment decides already.</summary>
    public static AllowComment? At(SyntaxNode root, SourceText text, TextSpan span)
    {
        var line = text.Lines.GetLineFromPosition(span.Start);
        var last = text.Lines.GetLineFromPosition(span.End);
        if (InlineAllow.Parse(text.ToString(TextSpan.FromBounds(line.Start, last.End)).AsSpan()) is not null)
            return null;

        if (line.LineNumber == last.LineNumber && line.Span.Length < MaxColumn && IsOutsideTokens(root, line.End) && !EndsInComment(root, line))
            return new(line.End, " // keysafety:allow", "");
        if (line.LineNumber > 0 && InlineAllow.Parse(text.Lines[line.LineNumber - 1].ToString().AsSpan()) is not null)
            return null;
        if (!IsOutsideTokens(root, line.Start))
            return null;

        var content = text.ToString(line.Span);
        var indentation = content.Substring(0, content.Length - content.TrimStart().Length);
        var lineBreak = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } found ? found : "\n";
        return new(line.Start, indentation + "// keysafety:allow-next-line", lineBreak);
    }

    /// <summary>The change that writes the comment.</summary>
    /// <param name="rule">The only rule that is accepted; null for all.</param>
    /// <param name="reason">Why.</param>
    public TextChange Write(string? rule, string reason) =>
        new(new TextSpan(Position, 0), $"{Before}{(rule is null ? "" : " " + rule)} {reason}{After}");

    // Between tokens: not in a text of several lines, nor in a comment of several lines or in code that is switched off.
    private static bool IsOutsideTokens(SyntaxNode root, int position)
    {
        var token = root.FindToken(position);
        if (token.SpanStart < position && position < token.Span.End)
            return false;

        var trivia = root.FindTrivia(position);
        return !(trivia.SpanStart < position && position < trivia.Span.End) && !trivia.IsDirective && !trivia.IsKind(SyntaxKind.DisabledTextTrivia);
    }

    private static bool EndsInComment(SyntaxNode root, TextLine line) =>
        line.End > line.Start && root.FindTrivia(line.End - 1).Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia;
}
