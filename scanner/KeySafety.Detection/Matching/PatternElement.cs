namespace KeySafety.Detection.Matching;

/// <summary>One part of a pattern's outermost sequence, and what holds for all that it matches; worked out when asked for.</summary>
internal sealed class PatternElement(PatternNode node)
{
    private int? _maxLength;
    private PatternReach.Run? _tokenRun;
    private List<string>? _ways;
    private bool? _holdsWord;

    /// <summary>The part.</summary>
    public PatternNode Node => node;

    /// <summary>The most bytes that it matches.</summary>
    public int MaxLength => _maxLength ??= PatternReach.MaxLength(node);

    /// <summary>How many token characters whatever it matches begins with.</summary>
    public PatternReach.Run TokenRun => _tokenRun ??= PatternReach.LeadingRun(node, TokenRuns.Characters);

    /// <summary>The literal texts that it can start with; empty where there are too many.</summary>
    public IReadOnlyList<string> Ways => _ways ??= LeadingText.Ways(node) ?? [];

    /// <summary>Whether one of these words, given in lower case, stands in whatever it matches.</summary>
    public bool HoldsWord(IReadOnlyList<string> words) => _holdsWord ??= node is PatternNode.Choice or PatternNode.Sequence
        && Ways.Count > 0
        && Ways.All(way => words.Any(word => way.AsSpan().IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0));
}
