namespace KeySafety.Detection.Matching;

/// <summary>One instruction of a <see cref="Pattern"/>.</summary>
internal struct PatternStep
{
    /// <summary>What to do.</summary>
    public PatternOp Op;

    /// <summary>The bytes of <see cref="PatternOp.One"/> and <see cref="PatternOp.Run"/>.</summary>
    public ByteSet? Set;

    /// <summary>Fewest bytes of a run, or the first target of a split or jump.</summary>
    public int First;

    /// <summary>Most bytes of a run, or the second target of a split.</summary>
    public int Second;

    /// <summary>Whether a run takes as few bytes as it can.</summary>
    public bool IsLazy;
}
