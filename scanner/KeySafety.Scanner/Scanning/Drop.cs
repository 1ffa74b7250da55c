namespace KeySafety.Scanner.Scanning;

/// <summary>Who asked that a finding is not reported.</summary>
internal enum DropKind
{
    InlineComment,
    Baseline,
    Configuration,
    GitleaksIgnore,
    Confidence,
}

/// <summary>Why a finding is not reported.</summary>
/// <param name="Kind">Who asked for it.</param>
/// <param name="Why">A sentence for <c>--why</c>.</param>
internal sealed record Drop(DropKind Kind, string Why);
