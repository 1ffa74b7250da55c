namespace KeySafety.Detection.Text;

/// <summary>Small questions about bytes of source text.</summary>
internal static class Bytes
{
    /// <summary>Whether a name can hold the byte.</summary>
    public static bool IsName(byte value) =>
        value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (byte)'_';

    /// <summary>Whether the byte is an ASCII letter.</summary>
    public static bool IsLetter(byte value) => (value | 0x20) is >= 'a' and <= 'z';

    /// <summary>Whether the byte opens or closes text.</summary>
    public static bool IsQuote(byte value) => value is (byte)'"' or (byte)'\'' or (byte)'`';

    /// <summary>Whether the byte is a space or a tab.</summary>
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>The byte at an index, or 0 outside.</summary>
    public static byte At(ReadOnlySpan<byte> text, int index) => (uint)index < (uint)text.Length ? text[index] : (byte)0;

    /// <summary>The first index at or behind <paramref name="index"/> that holds no space or tab.</summary>
    public static int SkipBlanks(ReadOnlySpan<byte> text, int index)
    {
        while (index < text.Length && IsBlank(text[index]))
            index++;
        return index;
    }

    /// <summary>Whether ASCII text stands here, in any case; <paramref name="lower"/> is in lower case.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> text, int index, string lower)
    {
        if (index < 0 || index + lower.Length > text.Length)
            return false;

        for (var i = 0; i < lower.Length; i++)
        {
            var value = text[index + i];
            if ((value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value) != lower[i])
                return false;
        }

        return true;
    }

    /// <summary>The start of the line that holds an index, at most <paramref name="reach"/> bytes back.</summary>
    public static int LineStart(ReadOnlySpan<byte> text, int index, int reach)
    {
        var lowest = Math.Max(0, index - reach);
        return lowest + text.Slice(lowest, index - lowest).LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>Where a byte class ends: the first index at or behind <paramref name="index"/> with one of <paramref name="ends"/>.</summary>
    public static int Until(ReadOnlySpan<byte> text, int index, ReadOnlySpan<byte> ends, int reach)
    {
        // All ends are ASCII. A bit for each is asked faster than several of them are compared.
        ulong low = 0, high = 0;
        foreach (var value in ends)
        {
            low |= value < 64 ? 1UL << value : 0;
            high |= value < 64 ? 0 : 1UL << (value - 64);
        }

        var end = index + Math.Min(reach, text.Length - index);
        for (; index < end; index++)
        {
            var value = text[index];
            if (value < 0x80 && (((value < 64 ? low : high) >> (value & 63)) & 1) != 0)
                break;
        }

        return index;
    }

    /// <summary>The index behind the last byte of a part that is none of <paramref name="dropped"/>.</summary>
    public static int TrimEnd(ReadOnlySpan<byte> text, int start, int end, ReadOnlySpan<byte> dropped)
    {
        while (end > start && dropped.IndexOf(text[end - 1]) >= 0)
            end--;
        return end;
    }

    /// <summary>The index of the first byte of a part that is none of <paramref name="dropped"/>.</summary>
    public static int TrimStart(ReadOnlySpan<byte> text, int start, int end, ReadOnlySpan<byte> dropped)
    {
        while (start < end && dropped.IndexOf(text[start]) >= 0)
            start++;
        return start;
    }
}
