namespace KeySafety.Detection.Text;

/// <summary>Tells UTF-16 from the encodings that keep ASCII.</summary>
internal static class TextForms
{
    // Enough to see a pattern of zeros; longer samples changed no verdict on real trees.
    private const int SampleBytes = 512;

    /// <summary>The form of a content: by its byte order mark, otherwise by where its zero bytes lie.</summary>
    public static TextForm Detect(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2)
            return TextForm.Bytes;

        if (content[0] == 0xFF && content[1] == 0xFE)
            return TextForm.LittleEndian;

        if (content[0] == 0xFE && content[1] == 0xFF)
            return TextForm.BigEndian;

        var sample = content.Slice(0, Math.Min(content.Length, SampleBytes) & ~1);
        if (sample.IndexOf((byte)0) < 0)
            return TextForm.Bytes;

        int evenZeros = 0, oddZeros = 0;
        for (var i = 0; i < sample.Length; i += 2)
        {
            evenZeros += sample[i] == 0 ? 1 : 0;
            oddZeros += sample[i + 1] == 0 ? 1 : 0;
        }

        // Western text in UTF-16 has a zero in nearly every unit, always on the same side.
        var units = sample.Length / 2;
        if (oddZeros * 10 >= units * 6 && evenZeros * 20 <= units)
            return TextForm.LittleEndian;

        return evenZeros * 10 >= units * 6 && oddZeros * 20 <= units ? TextForm.BigEndian : TextForm.Bytes;
    }
}
