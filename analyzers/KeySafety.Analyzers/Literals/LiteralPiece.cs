using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Literals;

/// <summary>A part of a text and the source that it comes from.</summary>
/// <param name="Start">Its first character in the text.</param>
/// <param name="Length">Its length in the text.</param>
/// <param name="Source">The token or expression that it comes from.</param>
/// <param name="IsWritten">Whether the characters stand there; of a constant's name they do not.</param>
internal readonly record struct LiteralPiece(int Start, int Length, SyntaxNodeOrToken Source, bool IsWritten)
{
    /// <summary>Behind its last character in the text.</summary>
    public int End => Start + Length;
}
