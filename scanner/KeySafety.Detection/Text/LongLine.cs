namespace KeySafety.Detection.Text;

/// <summary>Recognises minified text and embedded files by what stands around a place.</summary>
internal static class LongLine
{
    private const int Reach = 600;

    /// <summary>Whether no line feed stands within reach on either side.</summary>
    public static bool IsAround(ReadOnlySpan<byte> text, int index)
    {
        var start = Math.Max(0, index - Reach);
        return text.Length > 2 * Reach && text.Slice(start, Math.Min(2 * Reach, text.Length - start)).IndexOf((byte)'\n') < 0;
    }

    /// <summary>Whether a part stands inside a run of base64 that goes on for long before or behind it.</summary>
    /// <remarks>In an embedded image or module every short prefix turns up by chance, once in 262,144 characters for three.</remarks>
    public static bool IsInBlob(ReadOnlySpan<byte> text, int start, int end)
    {
        // More than any format puts around a credential.
        const int Much = 200;
        var before = start;
        while (before > 0 && start - before < Much && IsBase64(text[before - 1]))
            before--;

        var behind = end;
        while (behind < text.Length && behind - end < Much && IsBase64(text[behind]))
            behind++;
        return start - before >= Much || behind - end >= Much;
    }

    private static bool IsBase64(byte value) => Bytes.IsName(value) || value is (byte)'+' or (byte)'/';
}
