using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Literals;

/// <summary>A text that the source spells: one literal, several joined, or an array of characters; and where each part stands.</summary>
/// <param name="Node">The whole expression, whose parent says what the text is bound to.</param>
/// <param name="Text">The text, escapes resolved; what is known only at run time is <see cref="Hole"/>.</param>
/// <param name="Pieces">Its parts in order; a hole belongs to none.</param>
internal sealed record LiteralText(ExpressionSyntax Node, string Text, ImmutableArray<LiteralPiece> Pieces)
{
    /// <summary>Stands for a value that is not constant; every rule takes it for a reference.</summary>
    public const string Hole = "{}";

    /// <summary>Whether a part is written here, and not in a constant that is reported where it is declared.</summary>
    public bool IsWrittenHere(int start, int length) =>
        Pieces.Any(piece => piece.IsWritten && piece.Start < start + length && start < piece.End);

    /// <summary>Where a part stands: exactly if its characters stand one by one in the source, otherwise the literals that hold it.</summary>
    public TextSpan SpanOf(int start, int length)
    {
        var end = start + length;
        TextSpan? whole = null;
        foreach (var piece in Pieces)
        {
            if (piece.End <= start || end <= piece.Start || piece.Length == 0)
                continue;

            var from = Math.Max(start, piece.Start) - piece.Start;
            var span = SpanIn(piece, from, Math.Min(end, piece.End) - piece.Start - from);
            whole = whole is { } before ? TextSpan.FromBounds(before.Start, span.End) : span;
        }

        return whole ?? Node.Span;
    }

    private static TextSpan SpanIn(LiteralPiece piece, int from, int length) =>
        piece.IsWritten && piece.Source.IsToken && TokenMap.SpanOf(piece.Source.AsToken(), from, length) is { } span ? span : piece.Source.Span;
}
