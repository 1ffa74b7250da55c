using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Literals;

/// <summary>Finds the characters of a literal's value in its source text.</summary>
/// <remarks>Asked for findings alone, so it is written for all forms of literals rather than for speed.</remarks>
internal static class TokenMap
{
    /// <summary>Where a part of a token's value stands; null where its characters cannot be told apart.</summary>
    public static TextSpan? SpanOf(SyntaxToken token, int start, int length)
    {
        if (length == 0)
            return null;

        var starts = IsRaw(token) ? OfLines(token.Text, token.ValueText) : OfEscapes(token);
        return starts is not null && start + length < starts.Length
            ? TextSpan.FromBounds(token.SpanStart + starts[start], token.SpanStart + starts[start + length])
            : null;
    }

    private static bool IsRaw(SyntaxToken token) =>
        token.Text.Contains("\"\"\"") && token.Text.StartsWith("\"\"\"", StringComparison.Ordinal)
        || token.Parent?.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.InterpolatedStringExpressionSyntax interpolated
            && interpolated.StringStartToken.Text.Contains("\"\"\"");

    // A raw literal has no escapes, but its lines lose their indentation: align them at their ends.
    private static int[]? OfLines(string text, string value)
    {
        if (text.IndexOf(value, StringComparison.Ordinal) is >= 0 and var whole)
            return Enumerable.Range(whole, value.Length + 1).ToArray();

        var (sources, lines) = (text.Split('\n'), value.Split('\n'));
        var skipped = text.StartsWith("\"\"\"", StringComparison.Ordinal) ? 1 : 0;
        if (sources.Length < lines.Length + skipped)
            return null;

        var starts = new int[value.Length + 1];
        var at = 0;
        var sourceAt = sources.Take(skipped).Sum(static line => line.Length + 1);
        for (var i = 0; i < lines.Length; i++)
        {
            // The last line of a value ends before the line break that the source has there.
            var source = sources[i + skipped];
            var trimmed = i == lines.Length - 1 ? source.TrimEnd('\r') : source;
            var indentation = trimmed.Length - lines[i].Length;
            if (indentation < 0 || string.CompareOrdinal(trimmed, indentation, lines[i], 0, lines[i].Length) != 0)
                return null;

            for (var j = 0; j <= lines[i].Length && at < starts.Length; j++)
                starts[at++] = sourceAt + indentation + j;
            sourceAt += source.Length + 1;
        }

        return starts;
    }

    private static int[]? OfEscapes(SyntaxToken token)
    {
        var (text, value) = (token.Text, token.ValueText);
        var isInterpolated = token.IsKind(SyntaxKind.InterpolatedStringTextToken);
        var opening = isInterpolated ? StartOf(token) : text;
        var isVerbatim = opening.StartsWith("@", StringComparison.Ordinal) || opening.StartsWith("$@", StringComparison.Ordinal);
        var at = isInterpolated ? 0 : isVerbatim ? 2 : 1;
        var starts = new int[value.Length + 1];
        for (var i = 0; i < value.Length; i++)
        {
            if (at >= text.Length)
                return null;

            starts[i] = at;
            var length = LengthAt(text, at, isVerbatim);
            if (length >= 8 && char.IsHighSurrogate(value[i]))
                starts[++i] = at; // \U0001F600 is one escape and two units
            at += length;
        }

        starts[value.Length] = at;
        return at <= text.Length ? starts : null;
    }

    private static string StartOf(SyntaxToken token) =>
        token.Parent?.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.InterpolatedStringExpressionSyntax interpolated ? interpolated.StringStartToken.Text : "";

    private static int LengthAt(string text, int at, bool isVerbatim)
    {
        var c = text[at];
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (isVerbatim)
            return c == '"' && next == '"' ? 2 : 1;
        if (c != '\\')
            return 1;

        return next switch
        {
            'u' => 6,
            'U' => 10,
            'x' => 2 + HexDigits(text, at + 2, most: 4),
            _ => 2,
        };
    }

    private static int HexDigits(string text, int at, int most)
    {
        var count = 0;
        while (count < most && at + count < text.Length && Uri.IsHexDigit(text[at + count]))
            count++;
        return count;
    }
}
