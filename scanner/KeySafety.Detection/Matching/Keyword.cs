namespace KeySafety.Detection.Matching;

/// <summary>A literal to look for, and what to do where it stands.</summary>
/// <param name="Text">ASCII, three characters or more.</param>
/// <param name="IgnoreCase">Whether ASCII case is ignored.</param>
/// <param name="Target">The rule, or the negative number of an anchor; see <see cref="DetectionPlan"/>.</param>
internal readonly record struct Keyword(string Text, bool IgnoreCase, int Target);

/// <summary>A keyword stands here.</summary>
/// <param name="At">0-based index of its first byte.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Target">What to do.</param>
internal readonly record struct KeywordHit(int At, int Length, int Target);
