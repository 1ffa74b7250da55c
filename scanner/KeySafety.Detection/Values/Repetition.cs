namespace KeySafety.Detection.Values;

/// <summary>Rows and sequences, which people type where a secret will go.</summary>
internal static class Repetition
{
    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "0123456789abcdef",
        "9876543210", "zyxwvutsrqponmlkjihgfedcba",
    ];

    private static readonly bool[] Steps = MakeSteps();

    /// <summary>Whether most of the text is one character, a short cycle, or steps up or down the alphabet or a keyboard.</summary>
    public static bool IsObvious(ReadOnlySpan<char> text) =>
        text.Length > 0 && (LongestRow(text) * 2 > text.Length || LongestRun(text) * 3 > text.Length + 6 || IsCycle(text));

    /// <summary>Whether a long text holds a stretch that no random text of its kind would.</summary>
    public static bool HasStretch(ReadOnlySpan<char> text) => LongestRow(text) >= 9 || LongestRun(text) >= 7;

    private static int LongestRun(ReadOnlySpan<char> text)
    {
        int longest = 0, run = 0;
        for (var i = 0; i < text.Length; i++)
        {
            run = i > 0 && text[i] == text[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static int LongestRow(ReadOnlySpan<char> text)
    {
        int longest = 0, run = 1;
        for (var i = 1; i < text.Length; i++)
        {
            run = Follows(text[i - 1], text[i]) ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest >= 4 ? longest : 0;
    }

    private static bool Follows(char first, char second) => first < 128 && second < 128 && Steps[(first * 128) + second];

    private static bool[] MakeSteps()
    {
        var steps = new bool[128 * 128];
        foreach (var row in Rows)
        {
            for (var i = 1; i < row.Length; i++)
            {
                var (first, second) = (row[i - 1], row[i]);
                foreach (var (a, b) in new[] { (first, second), (char.ToUpperInvariant(first), char.ToUpperInvariant(second)) })
                    steps[(a * 128) + b] = true;
            }
        }

        return steps;
    }

    private static bool IsCycle(ReadOnlySpan<char> text)
    {
        for (var period = 1; period <= Math.Min(8, text.Length / 2); period++)
        {
            if (text.Slice(period).SequenceEqual(text.Slice(0, text.Length - period)))
                return true;
        }

        return false;
    }
}
