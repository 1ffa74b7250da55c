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

    /// <summary>The distances from the start of a match to a keyword in it; null where some match may start otherwise.</summary>
    public static int[]? KeywordOffsets(PatternNode pattern, IReadOnlyList<string> keywords, bool ignoreCase)
    {
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var offsets = new SortedSet<int>();
        var ways = new List<Way> { new("", IsOpen: true) };
        if (!Extend(ways, pattern))
            return null;

        foreach (var way in ways)
        {
            var found = keywords.Select(keyword => way.Text.IndexOf(keyword, comparison)).Where(offset => offset >= 0).ToList();
            if (found.Count == 0)
                return null;
            offsets.UnionWith(found);
        }

        return [.. offsets];
    }

    /// <summary>Appends what a node can start with; false where there are too many ways.</summary>
    private static bool Extend(List<Way> ways, PatternNode node)
    {
        switch (node)
        {
            case Sequence sequence:
                return sequence.Parts.All(part => !ways.Exists(way => way.IsOpen) || Extend(ways, part));
            case Secret secret:
                return Extend(ways, secret.Part);
            case Condition:
                return true;
            case Choice choice:
                return Replace(ways, choice.Alternatives.Select(alternative => (Func<List<Way>, bool>)(copy => Extend(copy, alternative))));
            case One one when Spell(one.Set) is { Count: > 0 } letters:
                return Replace(ways, letters.Select(letter => (Func<List<Way>, bool>)(copy => Append(copy, letter))));
            case One:
                return Append(ways, '\0'); // one byte, whichever: no keyword holds it, but what follows keeps its distance
            case Repeat { Min: 0, Max: 1 } optional:
                return Replace(ways, [copy => Extend(copy, optional.Part), static _ => true]);
            default:
                Close(ways);
                return true;
        }
    }

    private static bool Replace(List<Way> ways, IEnumerable<Func<List<Way>, bool>> extensions)
    {
        var open = ways.FindAll(way => way.IsOpen);
        ways.RemoveAll(way => way.IsOpen);
        foreach (var extend in extensions)
        {
            var copy = new List<Way>(open);
            if (!extend(copy))
                return false;
            ways.AddRange(copy);
        }

        return ways.Count <= MostWays;
    }

    private static bool Append(List<Way> ways, char letter)
    {
        for (var i = 0; i < ways.Count; i++)
        {
            if (ways[i].IsOpen)
                ways[i] = ways[i] with { Text = ways[i].Text + letter };
        }

        return true;
    }

    private static void Close(List<Way> ways)
    {
        for (var i = 0; i < ways.Count; i++)
            ways[i] = ways[i] with { IsOpen = false };
    }

    // A letter in both cases counts as one; a set of more than four is no literal any more.
    private static List<char> Spell(ByteSet set)
    {
        var letters = new List<char>();
        for (var i = 0; i < 128; i++)
        {
            var isFoldedUpper = i is >= 'A' and <= 'Z' && set.Contains((byte)(i | 0x20));
            if (set.Contains((byte)i) && !isFoldedUpper)
                letters.Add((char)i);
        }

        return letters.Count <= 4 && set.Count <= 8 ? letters : [];
    }

    private readonly record struct Way(string Text, bool IsOpen);
}
