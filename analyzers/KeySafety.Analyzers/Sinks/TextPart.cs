using System.Collections.Immutable;
using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.Sinks;

/// <summary>A part of a text that is joined: an expression, or a stretch of a literal.</summary>
/// <param name="Node">The expression, or the content of an interpolated string.</param>
/// <param name="Offset">Where the stretch starts in the literal.</param>
/// <param name="Length">Its length; negative where the whole node is meant.</param>
internal readonly record struct TextPart(SyntaxNode Node, int Offset = 0, int Length = -1)
{
    /// <summary>The parts of <c>string.Format("{0}:{1}", a, b)</c>, in the order of the text.</summary>
    public static IReadOnlyList<TextPart> OfFormat(IReadOnlyList<ExpressionSyntax> arguments)
    {
        // An IFormatProvider may come first.
        var at = arguments[0] is LiteralExpressionSyntax ? 0 : 1;
        if (at >= arguments.Count || arguments[at] is not LiteralExpressionSyntax { Token.Value: string format } literal)
            return [new(arguments[0])];

        var parts = new List<TextPart>();
        var from = 0;
        for (var open = format.IndexOf('{'); open >= 0; open = format.IndexOf('{', from))
        {
            var close = format.IndexOf('}', open);
            if (close < 0)
                break;

            if (open > from)
                parts.Add(new(literal, from, open - from));
            parts.Add(new(ArgumentAt(arguments, at, format.Substring(open + 1, close - open - 1)) ?? literal.Parent!));
            from = close + 1;
        }

        if (from < format.Length)
            parts.Add(new(literal, from, format.Length - from));
        return parts;
    }

    /// <summary>The constant of a stretch.</summary>
    public ReachingConstant Stretch()
    {
        var literal = LiteralReader.Of((LiteralExpressionSyntax)Node);
        return new(literal.Text.Substring(Offset, Length), ImmutableArray.Create(new ReachingPiece(0, Length, literal, Offset)));
    }

    private static ExpressionSyntax? ArgumentAt(IReadOnlyList<ExpressionSyntax> arguments, int format, string placeholder)
    {
        var digits = new string([.. placeholder.TakeWhile(char.IsDigit)]);
        return int.TryParse(digits, out var number) && format + 1 + number < arguments.Count ? arguments[format + 1 + number] : null;
    }
}
