using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>How far behind the start of a match a keyword can stand.</summary>
/// <remarks>
/// Nearly every pattern starts with literal text. Spelling out the ways it can start (<c>(?:na|eu)1-</c> gives <c>na1-</c> and
/// <c>eu1-</c>) tells where in a match each keyword is, so that one attempt per occurrence of a keyword is enough.
/// </remarks>
internal static class LeadingText
{
    // Beyond this many ways a pattern is searched for around its keywords instead.
    private const int MostWays = 256;

    // A larger set is no literal any more.
    private const int MostLetters = 12;

    /// <summary>The distances from the start of a match to a keyword in it; null where some match may start otherwise.</summary>
    public static int[]? KeywordOffsets(PatternNode pattern, IReadOnlyList<string> keywords, bool ignoreCase)
    {
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var offsets = new SortedSet<int>();
        if (Ways(pattern) is not { } ways)
            return null;

        foreach (var way in ways)
        {
            var found = keywords.Select(keyword => way.IndexOf(keyword, comparison)).Where(offset => offset >= 0).ToList();
            if (found.Count == 0)
                return null;
            offsets.UnionWith(found);
        }

        return [.. offsets];
    }

    /// <summary>The literal texts that a match can start with, as far as each is literal; null where there are too many.</summary>
    public static List<string>? Ways(PatternNode pattern)
    {
        var ways = new List<Way> { new("", IsOpen: true) };
        return Extend(ways, pattern) ? ways.ConvertAll(static way => way.Text) : null;
    }

    /// <summary>Appends what a node can start with; false where there are too many ways.</summary>
    private static bool Extend(List<Way> ways, PatternNode node)
    {
        switch (node)
        {
            case Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    if (!HasOpen(ways))
                        break;
                    if (!Extend(ways, part))
                        return false;
                }

                return true;
            case Secret secret:
                return Extend(ways, secret.Part);
            case Condition:
                return true;
            case Choice choice:
                return ExtendByEach(ways, choice.Alternatives, canSkip: false);
            case Repeat { Min: 0, Max: 1 } optional:
                return ExtendByEach(ways, [optional.Part], canSkip: true);
            case One one when Letter(one.Set) is >= 0 and var letter:
                Append(ways, (char)letter);
                return true;
            case One one when one.Set.Count <= MostLetters:
                return ExtendByEach(ways, Spell(one.Set), canSkip: false);
            default:
                Close(ways);
                return true;
        }
    }

    private static bool ExtendByEach(List<Way> ways, IReadOnlyList<PatternNode> alternatives, bool canSkip)
    {
        var open = ways.FindAll(static way => way.IsOpen);
        if (!canSkip)
            ways.RemoveAll(static way => way.IsOpen);
        foreach (var alternative in alternatives)
        {
            var copy = new List<Way>(open);
            if (!Extend(copy, alternative))
                return false;
            ways.AddRange(copy);
        }

        return ways.Count <= MostWays;
    }

    private static void Append(List<Way> ways, char letter)
    {
        for (var i = 0; i < ways.Count; i++)
        {
            if (ways[i].IsOpen)
                ways[i] = ways[i] with { Text = ways[i].Text + letter };
        }
    }

    private static void Close(List<Way> ways)
    {
        for (var i = 0; i < ways.Count; i++)
            ways[i] = ways[i] with { IsOpen = false };
    }

    private static bool HasOpen(List<Way> ways)
    {
        foreach (var way in ways)
        {
            if (way.IsOpen)
                return true;
        }

        return false;
    }

    /// <summary>The only byte of a set, or the only letter in both its cases; otherwise -1.</summary>
    private static int Letter(ByteSet set)
    {
        var first = set.Next(0);
        var second = first < 0 ? -1 : set.Next(first + 1);
        if (second < 0)
            return first;

        return first is >= 'A' and <= 'Z' && second == (first | 0x20) && set.Next(second + 1) < 0 ? second : -1;
    }

    private static List<PatternNode> Spell(ByteSet set)
    {
        var letters = new List<PatternNode>();
        for (var value = set.Next(0); value >= 0; value = set.Next(value + 1))
        {
            // A letter in both cases counts as one.
            if (value is not (>= 'A' and <= 'Z') || !set.Contains((byte)(value | 0x20)))
                letters.Add(new One(ByteSet.Of((byte)value)));
        }

        return letters;
    }

    private readonly record struct Way(string Text, bool IsOpen);
}
