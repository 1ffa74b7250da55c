using System.Buffers.Binary;
using System.Text;

namespace KeySafety.Scanner.Files;

/// <summary>How the bytes of a file stand for text, as far as lines and excerpts need to know.</summary>
internal sealed class TextEncoding
{
    /// <summary>As many bytes as git looks at to tell text from binary.</summary>
    public const int SampleBytes = 8000;

    private readonly Encoding _encoding;
    private readonly int _unit;

    private TextEncoding(Encoding encoding, int unit)
    {
        _encoding = encoding;
        _unit = unit;
    }

    public static TextEncoding Utf8 { get; } = new(Encoding.UTF8, 1);

    public static TextEncoding Utf16LittleEndian { get; } = new(Encoding.Unicode, 2);

    public static TextEncoding Utf16BigEndian { get; } = new(Encoding.BigEndianUnicode, 2);

    /// <summary>The bytes that stand before a part cut from the middle so that it reads like the whole.</summary>
    public ReadOnlySpan<byte> ByteOrderMark => _unit == 1 ? [] : _encoding.Preamble;

    /// <summary>The encoding of a file by its first bytes; null for binary.</summary>
    /// <remarks>
    /// As git: a NUL in the first 8,000 bytes is binary. Unlike git, UTF-16 is text, with a byte order mark or with zeros
    /// in every second byte alone: PowerShell's redirection writes it.
    /// </remarks>
    public static TextEncoding? Detect(ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length, SampleBytes)];
        if (sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Utf16LittleEndian;
        if (sample.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Utf16BigEndian;
        if (!sample.Contains((byte)0))
            return Utf8;

        Span<int> zeros = stackalloc int[2];
        for (var i = 0; i < sample.Length; i++)
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;

        // Mostly Latin letters in one half of the bytes, and in the other half what a two-byte text has next to never.
        var enough = sample.Length / 2 * 7 / 10;
        var few = sample.Length / 100;
        return (zeros[0] <= few, zeros[1] <= few) switch
        {
            (true, false) when zeros[1] >= enough => Utf16LittleEndian,
            (false, true) when zeros[0] >= enough => Utf16BigEndian,
            _ => null,
        };
    }

    public string Decode(ReadOnlySpan<byte> bytes) => _encoding.GetString(bytes);

    /// <summary>The first byte of the line that <paramref name="at"/> is on.</summary>
    public int LineStart(ReadOnlySpan<byte> content, int at)
    {
        if (_unit == 1)
            return content[..at].LastIndexOf((byte)'\n') + 1;

        for (var i = (at & ~1) - 2; i >= 0; i -= 2)
        {
            if (IsLineFeed(content[i..]))
                return i + 2;
        }

        return 0;
    }

    /// <summary>The byte behind the last one of the line that <paramref name="at"/> is on, its line feed left out.</summary>
    public int LineEnd(ReadOnlySpan<byte> content, int at)
    {
        if (_unit == 1)
            return content[at..].IndexOf((byte)'\n') is >= 0 and var length ? at + length : content.Length;

        for (var i = at & ~1; i + 1 < content.Length; i += 2)
        {
            if (IsLineFeed(content[i..]))
                return i;
        }

        return content.Length;
    }

    /// <summary>Line feeds in the content.</summary>
    public int CountLines(ReadOnlySpan<byte> content)
    {
        if (_unit == 1)
            return content.Count((byte)'\n');

        var count = 0;
        for (var i = 0; i + 1 < content.Length; i += 2)
            count += IsLineFeed(content[i..]) ? 1 : 0;
        return count;
    }

    /// <summary>The start of the character that <paramref name="at"/> is in.</summary>
    public int Align(ReadOnlySpan<byte> content, int at)
    {
        at = Math.Clamp(at, 0, content.Length);
        if (_unit == 2)
            return at & ~1;
        while (at > 0 && at < content.Length && (content[at] & 0xC0) == 0x80)
            at--;
        return at;
    }

    private bool IsLineFeed(ReadOnlySpan<byte> bytes) =>
        (this == Utf16LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes)) == '\n';
}
