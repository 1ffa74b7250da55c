using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

/// <summary>Reads the parts of a text that may be encoded, one behind the other.</summary>
/// <remarks>
/// It is asked wherever a run of 24 characters of base64, a percent sign or a backslash starts. Nearly all such runs are names and
/// paths; that their first bytes decode to no text is seen without looking for their end.
/// </remarks>
internal ref struct EncodedRuns(ReadOnlySpan<byte> text)
{
    /// <summary>24 characters of base64 are 18 bytes: no shorter text holds a known credential.</summary>
    public const int Shortest = 24;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _from;

    /// <summary>Whether the byte is of one of the two base64 alphabets.</summary>
    public static bool IsBase64(byte value) => Bytes.IsName(value) || value is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'=';

    /// <summary>The run that starts at an index; false where none does, or within the one before.</summary>
    public bool TryRead(int start, out EncodedRun run)
    {
        run = default;
        if (start < _from)
            return false;

        switch (_text[start])
        {
            case (byte)'%':
                if (!IsHexPair(start + 1))
                    return false;
                run = new EncodedRun(StartOfPercent(start), EndOfPercent(start), Encoding.Percent);
                break;
            case (byte)'\\':
                if (Bytes.At(_text, start + 1) is not ((byte)'u' or (byte)'x') || !IsHexPair(start + 2))
                    return false;
                run = new EncodedRun(start, EndOfEscapes(start), Encoding.Escapes);
                break;
            default:
                if (!Decoding.MayBeText(_text.Slice(start)))
                    return false;
                run = new EncodedRun(start, EndOfBase64(start), Encoding.Base64);
                break;
        }

        _from = run.End;
        return run.End - run.Start >= Shortest;
    }

    private readonly int EndOfBase64(int i)
    {
        while (i < _text.Length && IsBase64(_text[i]))
            i++;
        return i;
    }

    private readonly int EndOfPercent(int i)
    {
        while (i < _text.Length && IsPercent(_text[i]))
            i++;
        return i;
    }

    private static bool IsPercent(byte value) =>
        value is > (byte)' ' and < 0x7F and not ((byte)'<' or (byte)'>') && !Bytes.IsQuote(value);

    // What stands before the first code belongs to it: -----BEGIN%20RSA.
    private readonly int StartOfPercent(int start)
    {
        var lowest = Math.Max(_from, start - 64);
        while (start > lowest && IsPercent(_text[start - 1]))
            start--;
        return start;
    }

    // Escapes and the plain characters between them, up to a quote or a space.
    private readonly int EndOfEscapes(int start)
    {
        var i = start;
        while (i < _text.Length && _text[i] is > (byte)' ' and < 0x7F && !Bytes.IsQuote(_text[i])
            && (_text[i] != '\\' || Bytes.At(_text, i + 1) is (byte)'u' or (byte)'x'))
        {
            i++;
        }

        return i;
    }

    private readonly bool IsHexPair(int at) =>
        Uri.IsHexDigit((char)Bytes.At(_text, at)) && Uri.IsHexDigit((char)Bytes.At(_text, at + 1));
}
