using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Grows a stem to the whole name that it stands in.</summary>
internal static class NameSpan
{
    // Longer names are text.
    private const int Reach = 64;

    /// <summary>Start and end of the name around these bytes; dots and hyphens join it, and letters beyond ASCII belong to it.</summary>
    public static (int Start, int End) Around(ReadOnlySpan<byte> text, int start, int end)
    {
        var lowest = Math.Max(0, start - Reach);
        while (start > lowest && (IsName(text[start - 1]) || text[start - 1] >= 0x80 || (text[start - 1] is (byte)'.' or (byte)'-' && IsName(At(text, start - 2)))))
            start--;

        while (start < end && text[start] is (byte)'-' or (byte)'_' or (byte)'.')
            start++;

        var highest = Math.Min(text.Length, end + Reach);
        while (end < highest && (IsName(text[end]) || text[end] >= 0x80 || (text[end] is (byte)'.' or (byte)'-' && IsLetter(At(text, end + 1)))))
            end++;
        return (start, end);
    }
}
