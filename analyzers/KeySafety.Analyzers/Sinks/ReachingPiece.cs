using KeySafety.Analyzers.Literals;

namespace KeySafety.Analyzers.Sinks;

/// <summary>A part of a constant and the literal that spells it.</summary>
/// <param name="Start">Its first character in the constant.</param>
/// <param name="Length">Its length in both.</param>
/// <param name="Literal">What spells it.</param>
/// <param name="Offset">Its first character in the literal's text.</param>
internal readonly record struct ReachingPiece(int Start, int Length, LiteralText Literal, int Offset = 0)
{
    /// <summary>Behind its last character in the constant.</summary>
    public int End => Start + Length;
}
