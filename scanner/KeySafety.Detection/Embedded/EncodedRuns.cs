using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

/// <summary>Finds the parts of a text that may be encoded.</summary>
internal static partial class EncodedRuns
{
    // 24 characters of base64 are 18 bytes: no shorter text holds a known credential.
    private const int ShortestRun = 24;

    /// <summary>The first run that starts at or behind an index.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, int from, out EncodedRun run)
    {
        while (from < text.Length)
        {
            var start = NextCandidate(text, from);
            if (start >= text.Length)
                break;

            var c = text[start];
            run = c switch
            {
                (byte)'%' => new EncodedRun(StartOfPercent(text, from, start), Grow(text, start, IsPercent), Encoding.Percent),
                (byte)'\\' => new EncodedRun(start, EndOfEscapes(text, start), Encoding.Escapes),
                _ => new EncodedRun(start, Grow(text, start, IsBase64), Encoding.Base64),
            };

            if (run.End - run.Start >= ShortestRun)
                return true;
            from = Math.Max(run.End, start + 1);
        }

        run = default;
        return false;
    }

    /// <summary>Whether the byte is of one of the two base64 alphabets.</summary>
    public static bool IsBase64(byte value) => (Bytes.IsName(value) || value is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'=');

    private static int Grow(ReadOnlySpan<byte> text, int start, Func<byte, bool> belongs)
    {
        while (start < text.Length && belongs(text[start]))
            start++;
        return start;
    }

    private static bool IsPercent(byte value) =>
        value > ' ' && value < 0x7F && !Bytes.IsQuote(value) && value is not ((byte)'<' or (byte)'>');

    // What stands before the first code belongs to it: -----BEGIN%20RSA.
    private static int StartOfPercent(ReadOnlySpan<byte> text, int from, int start)
    {
        var lowest = Math.Max(from, start - 64);
        while (start > lowest && IsPercent(text[start - 1]))
            start--;
        return start;
    }

    // Escapes and the plain characters between them, up to a quote or a space.
    private static int EndOfEscapes(ReadOnlySpan<byte> text, int start)
    {
        var i = start;
        while (i < text.Length && text[i] > ' ' && text[i] < 0x7F && !Bytes.IsQuote(text[i])
            && (text[i] != '\\' || Bytes.At(text, i + 1) is (byte)'u' or (byte)'x'))
        {
            i++;
        }

        return Math.Max(i, start + 1);
    }

    private static bool IsEscape(ReadOnlySpan<byte> text, int at) => text[at] == '%'
        ? IsHexPair(text, at + 1)
        : Bytes.At(text, at + 1) is (byte)'u' or (byte)'x' && IsHexPair(text, at + 2);

    private static bool IsHexPair(ReadOnlySpan<byte> text, int at) =>
        Uri.IsHexDigit((char)Bytes.At(text, at)) && Uri.IsHexDigit((char)Bytes.At(text, at + 1));
}
