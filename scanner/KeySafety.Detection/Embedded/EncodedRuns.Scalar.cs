using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

internal static partial class EncodedRuns
{
    /// <summary>The next index where a run of <see cref="ShortestRun"/> characters, a percent sign or an escape may start.</summary>
    private static int NextCandidate(ReadOnlySpan<byte> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            var c = text[i];
            if (c == '%' && IsHexPair(text, i + 1))
                return i;

            if (c == '\\' && Bytes.At(text, i + 1) is (byte)'u' or (byte)'x' && IsHexPair(text, i + 2))
                return i;

            if (!IsBase64(c))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && IsBase64(text[i]))
                i++;
            if (i - start >= ShortestRun)
                return start;
        }

        return text.Length;
    }

    private static bool IsHexPair(ReadOnlySpan<byte> text, int at) =>
        Uri.IsHexDigit((char)Bytes.At(text, at)) && Uri.IsHexDigit((char)Bytes.At(text, at + 1));
}
