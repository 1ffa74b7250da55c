namespace KeySafety.Detection.Matching;

/// <summary>What one step of a <see cref="Pattern"/> does.</summary>
internal enum PatternOp
{
    /// <summary>Consume one byte of a set.</summary>
    One,

    /// <summary>Consume bytes of a set, as many as a range allows.</summary>
    Run,

    /// <summary>Go on at the first target, and at the second where that fails.</summary>
    Split,

    /// <summary>Go on elsewhere.</summary>
    Jump,

    /// <summary>Between a word character and another.</summary>
    WordBoundary,

    /// <summary>Not between a word character and another.</summary>
    NoWordBoundary,

    /// <summary>At the start of the text or behind a line feed.</summary>
    LineStart,

    /// <summary>At the end of the text or before a line feed.</summary>
    LineEnd,

    /// <summary>At the start of the text.</summary>
    TextStart,

    /// <summary>At the end of the text or before the line feed that ends it.</summary>
    TextEnd,

    /// <summary>At the very end of the text.</summary>
    VeryEnd,

    /// <summary>The secret starts here.</summary>
    SecretStart,

    /// <summary>The secret ends here.</summary>
    SecretEnd,

    /// <summary>The pattern has matched.</summary>
    Match,
}
