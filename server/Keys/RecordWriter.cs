using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KeySafety.Server.Keys;

/// <summary>Writes the fields of a record: a number from 1 to 255, a length, and as many bytes.</summary>
/// <remarks>
/// Lengths and numbers are LEB128: seven bits a byte, the lowest first, the top bit set on all but the last byte. A field that has
/// nothing to say is not written, and costs nothing.
/// </remarks>
internal sealed class RecordWriter
{
    // 64 bits, seven a byte.
    private const int MaxNumberBytes = 10;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Field(byte field, ReadOnlySpan<byte> content)
    {
        _bytes.Write([field]);
        Number((ulong)content.Length);
        _bytes.Write(content);
    }

    public void Field(byte field, ulong number)
    {
        var content = new RecordWriter();
        content.Number(number);
        Field(field, content.Written);
    }

    /// <summary>A text with its length in UTF-8 bytes.</summary>
    public void Text(string text)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    public void Number(ulong number)
    {
        var bytes = _bytes.GetSpan(MaxNumberBytes);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            bytes[length++] = (byte)(number | 0x80);
        bytes[length++] = (byte)number;
        _bytes.Advance(length);
    }

    /// <summary>Eight bytes, the lowest first, without a length.</summary>
    public void Fixed(ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), number);
        _bytes.Advance(sizeof(ulong));
    }
}
