namespace KeySafety.Detection.Text;

/// <summary>Recognises minified text by the length of its lines.</summary>
internal static class LongLine
{
    private const int Reach = 600;

    /// <summary>Whether no line feed stands within reach on either side.</summary>
    public static bool IsAround(ReadOnlySpan<byte> text, int index)
    {
        var start = Math.Max(0, index - Reach);
        return text.Length > 2 * Reach && text.Slice(start, Math.Min(2 * Reach, text.Length - start)).IndexOf((byte)'\n') < 0;
    }
}
