namespace KeySafety.Detection.Matching;

/// <summary>The syntax tree of a pattern.</summary>
internal abstract record PatternNode
{
    /// <summary>One byte of a set.</summary>
    internal sealed record One(ByteSet Set) : PatternNode;

    /// <summary>One part after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>The first alternative that leads to a match.</summary>
    internal sealed record Choice(IReadOnlyList<PatternNode> Alternatives) : PatternNode;

    /// <summary>A part repeated; <see cref="Max"/> is <see cref="int.MaxValue"/> where there is no end.</summary>
    internal sealed record Repeat(PatternNode Part, int Min, int Max, bool IsLazy) : PatternNode;

    /// <summary>The part that is the secret.</summary>
    internal sealed record Secret(PatternNode Part) : PatternNode;

    /// <summary>A condition on a position.</summary>
    internal sealed record Condition(PatternOp Op) : PatternNode;
}
