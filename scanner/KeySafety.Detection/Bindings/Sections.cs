using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Finds the section that a key stands in, by the indentation of YAML: in <c>jwt:</c> and, below it, <c>key: x</c> it is <c>jwt</c>.</summary>
internal static class Sections
{
    // A key close below the head of its section; further away the cost would be the file's.
    private const int Reach = 400;

    /// <summary>Where the key of the section stands; empty where the key at an index is in none, or not the first word of its line.</summary>
    public static (int Start, int Length) KeyOf(ReadOnlySpan<byte> text, int keyStart)
    {
        var line = LineStart(text, keyStart, Reach);
        var indent = TrimStart(text, line, keyStart, " "u8) - line;
        if (indent == 0 || line + indent != keyStart)
            return default;

        var lowest = Math.Max(0, keyStart - Reach);
        while (line > lowest)
        {
            line = LineStart(text, line - 1, Reach);
            var first = TrimStart(text, line, text.Length, " "u8);
            if (first - line >= indent || text[first] is (byte)'\r' or (byte)'\n' or (byte)'#')
                continue;

            var end = first;
            while (IsName(At(text, end)) || At(text, end) is (byte)'-' or (byte)'.')
                end++;
            return At(text, end) == ':' ? (first, end - first) : default;
        }

        return default;
    }
}
