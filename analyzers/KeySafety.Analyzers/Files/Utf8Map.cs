using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Files;

/// <summary>Finds the characters for bytes of a text's UTF-8, for starts that only grow.</summary>
internal sealed class Utf8Map(string text, bool isAscii)
{
    private int _index;
    private int _byte;

    /// <summary>Where some bytes stand in the text.</summary>
    public TextSpan SpanOf(int start, int length)
    {
        if (isAscii)
            return new TextSpan(start, length);

        MoveTo(start);
        var first = _index;
        var (end, at) = (_index, _byte);
        while (at < start + length && end < text.Length)
            at += BytesAt(ref end);
        return TextSpan.FromBounds(first, end);
    }

    private void MoveTo(int start)
    {
        while (_byte < start && _index < text.Length)
            _byte += BytesAt(ref _index);
    }

    // Half a surrogate pair becomes U+FFFD, which takes three bytes as well.
    private int BytesAt(ref int index)
    {
        var c = text[index++];
        if (!char.IsHighSurrogate(c) || index == text.Length || !char.IsLowSurrogate(text[index]))
            return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;

        index++;
        return 4;
    }
}
