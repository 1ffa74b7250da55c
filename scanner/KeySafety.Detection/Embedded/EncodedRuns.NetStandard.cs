#if !NET
namespace KeySafety.Detection.Embedded;

internal static partial class EncodedRuns
{
    /// <summary>The next index where a run of <see cref="ShortestRun"/> characters, a percent sign or an escape may start.</summary>
    private static int NextCandidate(ReadOnlySpan<byte> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            var c = text[i];
            if (c is (byte)'%' or (byte)'\\' && IsEscape(text, i))
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
}
#endif
