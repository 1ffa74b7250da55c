using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>The bytes that can stand at each of the first positions of a match.</summary>
/// <remarks>
/// Nearly every keyword is met in a text that goes on otherwise: <c>sk_buff</c> is no <c>sk_[0-9a-f]{48}</c>, as its fourth byte
/// tells. Asking a few positions takes a tenth of the time of starting the matcher.
/// </remarks>
internal static class LeadingBytes
{
    // Texts that differ at all nearly always do so within these.
    private const int MostAsked = 24;

    // The signature of an Azure key stands behind 76 characters.
    private const int Most = 128;

    /// <summary>A set for each position, as far as all matches are that long and each has its bytes at fixed places.</summary>
    public static ByteSet[] Of(PatternNode pattern)
    {
        var sets = new List<ByteSet>();
        Add(sets, pattern);
        return [.. sets];
    }

    /// <summary>
    /// Takes a choice that a pattern starts with off it, and tells how many bytes its alternatives have, the most first; null where
    /// it starts otherwise or they have no fixed length.
    /// </summary>
    public static (int[] Lengths, Sequence Behind)? SplitStart(PatternNode pattern)
    {
        if (pattern is not Sequence { Parts: [Choice start, ..] } sequence)
            return null;

        var lengths = new SortedSet<int>();
        foreach (var alternative in start.Alternatives)
        {
            var sets = new List<ByteSet>();
            if (!Add(sets, alternative))
                return null;
            lengths.Add(sets.Count);
        }

        return ([.. lengths.Reverse()], new Sequence([.. sequence.Parts.Skip(1)]));
    }

    /// <summary>Whether a text has them from an index on.</summary>
    public static bool StandAt(ByteSet[] sets, ReadOnlySpan<byte> text, int start)
    {
        if (start + sets.Length > text.Length)
            return false;

        for (var i = 0; i < Math.Min(MostAsked, sets.Length); i++)
        {
            if (!sets[i].Contains(text[start + i]))
                return false;
        }

        return true;
    }

    /// <summary>Where in every match one of the keywords stands, however the match starts; null where that is not fixed.</summary>
    public static int? OffsetOf(IReadOnlyList<string> keywords, ByteSet[] sets)
    {
        var length = keywords.Count > 0 ? keywords[0].Length : 0;
        for (var offset = 0; length > 0 && offset + length <= sets.Length; offset++)
        {
            // As many texts can stand here as keywords do: it is always one of them.
            var texts = 1L;
            for (var i = 0; i < length && texts <= keywords.Count; i++)
                texts *= sets[offset + i].Count;
            if (texts <= keywords.Count && texts == keywords.Count(keyword => keyword.Length == length && CanStandAt(keyword, sets, offset)))
                return offset;
        }

        return null;
    }

    private static bool CanStandAt(string keyword, ByteSet[] sets, int offset)
    {
        for (var i = 0; i < keyword.Length; i++)
        {
            if (!sets[offset + i].Contains((byte)keyword[i]))
                return false;
        }

        return true;
    }

    /// <summary>Adds the sets of a node; false where what follows it has no fixed place.</summary>
    private static bool Add(List<ByteSet> sets, PatternNode node)
    {
        switch (node)
        {
            case One one:
                sets.Add(one.Set);
                return sets.Count < Most;
            case Secret secret:
                return Add(sets, secret.Part);
            case Sequence sequence:
                return sequence.Parts.All(part => Add(sets, part));
            case Repeat repeat:
                var goesOn = true;
                for (var i = 0; i < repeat.Min && goesOn; i++)
                    goesOn = Add(sets, repeat.Part);
                return goesOn && repeat.Min == repeat.Max;
            case Choice choice:
                return AddUnion(sets, choice.Alternatives);
            default:
                return true; // a condition takes no byte
        }
    }

    private static bool AddUnion(List<ByteSet> sets, IReadOnlyList<PatternNode> alternatives)
    {
        var goOn = true;
        var columns = new List<List<ByteSet>>();
        foreach (var alternative in alternatives)
        {
            var column = new List<ByteSet>();
            goOn &= Add(column, alternative);
            columns.Add(column);
        }

        var shortest = columns.Min(column => column.Count);
        for (var i = 0; i < shortest; i++)
        {
            var union = new ByteSet();
            foreach (var column in columns)
                union.Add(column[i]);
            sets.Add(union);
        }

        return goOn && columns.TrueForAll(column => column.Count == shortest) && sets.Count < Most;
    }
}
