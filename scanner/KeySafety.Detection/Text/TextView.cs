using System.Runtime.InteropServices;
using System.Text;

namespace KeySafety.Detection.Text;

/// <summary>Text of any encoding as one byte a unit, so that everything behind it compares bytes.</summary>
/// <remarks>
/// A byte encoding is used as it is. UTF-16 is narrowed: an ASCII character becomes its byte and any other 0xFF, which no
/// keyword or pattern asks for; values are read from the original. So an offset here is an offset there, times the width.
/// </remarks>
internal readonly ref partial struct TextView
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _original;
    private readonly TextForm _form;
    private readonly bool _hasMark;

    private TextView(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> original, TextForm form)
    {
        Bytes = bytes;
        _original = original;
        _form = form;
        _hasMark = form != TextForm.Bytes && original.Length >= 2 && (original[0] ^ original[1]) == 1 && original[0] >= 0xFE;
    }

    /// <summary>One byte a unit: a byte of the content, or a UTF-16 unit.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    private int Width => _form == TextForm.Bytes ? 1 : 2;

    /// <summary>Looks at the bytes of a file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="buffer">Where UTF-16 is narrowed to; replaced by a larger one where it does not fit.</param>
    public static TextView OfContent(ReadOnlySpan<byte> content, ref byte[] buffer)
    {
        var form = TextForms.Detect(content);
        return form == TextForm.Bytes ? new(content, content, form) : OfUtf16(content, form, ref buffer);
    }

    /// <summary>Looks at a string; offsets are UTF-16 units.</summary>
    /// <param name="text">The string.</param>
    /// <param name="buffer">Where it is narrowed to; replaced by a larger one where it does not fit.</param>
    public static TextView OfString(ReadOnlySpan<char> text, ref byte[] buffer) =>
        OfUtf16(MemoryMarshal.AsBytes(text), BitConverter.IsLittleEndian ? TextForm.LittleEndian : TextForm.BigEndian, ref buffer);

    /// <summary>Looks at bytes that were decoded from other text; always a byte encoding.</summary>
    public static TextView OfBytes(byte[] bytes) => new(bytes, bytes, TextForm.Bytes);

    /// <summary>The offset in the content of a unit here.</summary>
    public int ToContent(int index) => index * Width;

    /// <summary>A part as text: UTF-8 where it is valid, otherwise Latin-1; or UTF-16.</summary>
    public string Read(int start, int length)
    {
        var bytes = _original.Slice(start * Width, length * Width);
        return _form switch
        {
            TextForm.LittleEndian => GetString(Encoding.Unicode, bytes),
            TextForm.BigEndian => GetString(Encoding.BigEndianUnicode, bytes),
            _ => ReadBytes(bytes),
        };
    }

    /// <summary>How many UTF-16 units a part is; a byte order mark is none.</summary>
    public int Utf16Length(int start, int length)
    {
        var isMarked = start == 0 && length > 0 && (_form != TextForm.Bytes ? _hasMark : Bytes.Length >= 3 && Bytes[0] == 0xEF && Bytes[1] == 0xBB);
        var mark = isMarked ? 1 : 0;
        if (_form != TextForm.Bytes)
            return length - mark;

        foreach (var value in Bytes.Slice(start, length))
        {
            if (value >= 0x80)
                return Read(start, length).Length - mark;
        }

        return length;
    }

    private static TextView OfUtf16(ReadOnlySpan<byte> units, TextForm form, ref byte[] buffer)
    {
        var length = units.Length / 2;
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, 1024)];

        Narrow(units, form == TextForm.BigEndian, buffer.AsSpan(0, length));
        return new(buffer.AsSpan(0, length), units, form);
    }

    private static void NarrowSlowly(ReadOnlySpan<byte> units, bool isBigEndian, Span<byte> narrow)
    {
        var lowByte = isBigEndian ? 1 : 0;
        for (var i = 0; i < narrow.Length; i++)
        {
            var low = units[(2 * i) + lowByte];
            narrow[i] = low < 0x80 && units[(2 * i) + 1 - lowByte] == 0 ? low : (byte)0xFF;
        }
    }

    private static string ReadBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return GetString(StrictUtf8, bytes);
        }
        catch (DecoderFallbackException)
        {
            var characters = new char[bytes.Length];
            for (var i = 0; i < bytes.Length; i++)
                characters[i] = (char)bytes[i];
            return new string(characters);
        }
    }
}
