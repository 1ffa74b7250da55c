namespace KeySafety.Detection.Values;

/// <summary>Shannon entropy of a text's own characters.</summary>
internal static class Entropy
{
    /// <summary>Bits per character; 0 for empty text, at most log2 of the length.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[128];
        var others = 0;
        foreach (var c in text)
        {
            if (c < 128)
                counts[c]++;
            else
                others++;
        }

        // Characters beyond ASCII count as one symbol: no key has them, and prose in other scripts shall not look random.
        var sum = Term(others, text.Length);
        foreach (var count in counts)
            sum += Term(count, text.Length);
        return sum;
    }

    private static double Term(int count, int length)
    {
        if (count == 0)
            return 0;

        var share = (double)count / length;
        return -share * Math.Log(share, 2);
    }
}
