using KeySafety.Detection.Matching;
using KeySafety.Detection.Text;

namespace KeySafety.Detection.Embedded;

/// <summary>Finds the parts of a text that may be encoded, one after the other.</summary>
/// <remarks>
/// 64 bytes at a time become bit masks, as in <see cref="TokenRuns"/>: where a run of 24 characters of base64 starts, and where a
/// percent sign or a backslash stands. Nearly all such runs are names and paths; that their first bytes decode to no text is seen
/// without looking for their end.
/// </remarks>
internal ref partial struct EncodedRuns
{
    // 24 characters of base64 are 18 bytes: no shorter text holds a known credential.
    private const int ShortestRun = 24;
    private const int Block = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _from;
    private ulong _letters;
    private ulong _signs;
    private ulong _letterBefore;
    private ulong _candidates;

    /// <summary>Starts at the start of a text.</summary>
    public EncodedRuns(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = -Block;
        Classify(text, 0, out _letters, out _signs);
    }

    /// <summary>The next run, behind the one before.</summary>
    public bool Next(out EncodedRun run)
    {
        while (_at < _text.Length)
        {
            for (; _candidates != 0; _candidates &= _candidates - 1)
            {
                var start = _at + Bits.Lowest(_candidates);
                if (start >= _from && TryRead(start, out run))
                    return true;
            }

            NextBlock();
        }

        run = default;
        return false;
    }

    /// <summary>Whether the byte is of one of the two base64 alphabets.</summary>
    public static bool IsBase64(byte value) => Bytes.IsName(value) || value is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'=';

    private void NextBlock()
    {
        _at += Block;
        if (_at >= _text.Length)
            return;

        var (letters, signs) = (_letters, _signs);
        Classify(_text, _at + Block, out _letters, out _signs);
        var (low, high) = (letters, _letters);
        Narrow(ref low, ref high, 1);
        Narrow(ref low, ref high, 2);
        Narrow(ref low, ref high, 4);
        Narrow(ref low, ref high, 8);
        Narrow(ref low, ref high, ShortestRun - 16);
        _candidates = (low & ~((letters << 1) | _letterBefore)) | signs;
        _letterBefore = letters >> (Block - 1);
    }

    // Keeps the bits that are set here and a distance further on: the run that each stands for grows by the distance.
    private static void Narrow(ref ulong low, ref ulong high, int distance)
    {
        low &= (low >> distance) | (high << (Block - distance));
        high &= high >> distance;
    }

    private bool TryRead(int start, out EncodedRun run)
    {
        run = default;
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
        return run.End - run.Start >= ShortestRun;
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
