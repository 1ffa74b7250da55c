using System.Collections.Immutable;
using KeySafety.Analyzers.Literals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Sinks;

/// <summary>A constant that may reach an expression, and the literals that spell it, wherever they are declared.</summary>
/// <param name="Text">The text; what is known only at run time is <see cref="Hole"/>.</param>
/// <param name="Pieces">Its parts in order; a hole belongs to none.</param>
internal sealed record ReachingConstant(string Text, ImmutableArray<ReachingPiece> Pieces)
{
    /// <summary>Stands for a value that is not constant; no text of a program holds it.</summary>
    public const char Hole = '\uFFFF';

    /// <summary>The constant that one literal spells.</summary>
    public static ReachingConstant Of(LiteralText literal) => new(literal.Text, ImmutableArray.Create(new ReachingPiece(0, literal.Text.Length, literal)));

    /// <summary>The literal that spells the most of a part, and where the part stands in it.</summary>
    /// <remarks>Of a part that literals next to each other spell, the span covers all of them.</remarks>
    public (LiteralText Literal, TextSpan Span)? Find(int start, int length)
    {
        var end = start + length;
        var pieces = Pieces.Where(piece => piece.Start < end && start < piece.End).ToList();
        if (pieces.Count == 0)
            return null;

        var longest = pieces.OrderByDescending(piece => Math.Min(end, piece.End) - Math.Max(start, piece.Start)).First();
        var whole = SpanOf(longest, start, end);
        foreach (var piece in pieces)
        {
            // Declared elsewhere, it is no part of this text.
            if (piece.Literal.Node.Parent == longest.Literal.Node.Parent)
                whole = TextSpan.FromBounds(Math.Min(whole.Start, SpanOf(piece, start, end).Start), Math.Max(whole.End, SpanOf(piece, start, end).End));
        }

        return (longest.Literal, whole);
    }

    private static TextSpan SpanOf(ReachingPiece piece, int start, int end)
    {
        var from = Math.Max(start, piece.Start) - piece.Start;
        return piece.Literal.SpanOf(piece.Offset + from, Math.Min(end, piece.End) - piece.Start - from);
    }
}
