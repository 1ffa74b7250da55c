using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>What can be said about every match of a part of a pattern without matching it.</summary>
internal static class PatternReach
{
    /// <summary>The run of bytes of a set that every match starts with.</summary>
    public static Run LeadingRun(PatternNode node, ByteSet set) => Lead(node, set);

    /// <summary>The most bytes that a match can have; <see cref="int.MaxValue"/> where there is no end.</summary>
    public static int MaxLength(PatternNode node) => (int)Math.Min(int.MaxValue, Max(node));

    /// <summary>Whether a match holds bytes of a set alone.</summary>
    public static bool AllBytes(PatternNode node, ByteSet set) => node switch
    {
        One one => set.ContainsAll(one.Set),
        Sequence sequence => sequence.Parts.All(part => AllBytes(part, set)),
        Choice choice => choice.Alternatives.All(alternative => AllBytes(alternative, set)),
        Repeat repeat => AllBytes(repeat.Part, set),
        Secret secret => AllBytes(secret.Part, set),
        _ => true,
    };

    /// <summary>The run of parts that follow each other.</summary>
    public static Run Join(IEnumerable<Run> runs)
    {
        var length = 0;
        foreach (var run in runs)
        {
            length += run.Length;
            if (!run.GoesOn)
                return new Run(length, GoesOn: false);
        }

        return new Run(length, GoesOn: true);
    }

    private static long Max(PatternNode node) => node switch
    {
        One => 1,
        Sequence sequence => sequence.Parts.Sum(Max),
        Choice choice => choice.Alternatives.Max(Max),
        Repeat repeat => Math.Min(int.MaxValue, Max(repeat.Part) * repeat.Max),
        Secret secret => Max(secret.Part),
        _ => 0,
    };

    private static Run Lead(PatternNode node, ByteSet set)
    {
        switch (node)
        {
            case One one:
                return set.ContainsAll(one.Set) ? new Run(1, GoesOn: true) : default;
            case Secret secret:
                return Lead(secret.Part, set);
            case Choice choice:
                var runs = choice.Alternatives.Select(alternative => Lead(alternative, set)).ToList();
                return new Run(runs.Min(run => run.Length), runs.TrueForAll(run => run.GoesOn));
            case Repeat repeat:
                var part = Lead(repeat.Part, set);
                return part.GoesOn ? new Run(Math.Min(repeat.Min, 1000) * part.Length, GoesOn: true) : repeat.Min > 0 ? part : default;
            case Sequence sequence:
                return Join(sequence.Parts.Select(part => Lead(part, set)));
            default:
                return new Run(0, GoesOn: true); // a condition takes nothing
        }
    }

    /// <param name="Length">Bytes of the set that every match begins with.</param>
    /// <param name="GoesOn">Whether nothing else is in any match, so that what follows may go on with the run.</param>
    internal readonly record struct Run(int Length, bool GoesOn);
}
