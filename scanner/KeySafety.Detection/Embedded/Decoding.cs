namespace KeySafety.Detection.Embedded;

/// <summary>Decodes runs that turn out to be text.</summary>
internal static class Decoding
{
    /// <summary>The text that a run stands for; null where it is no text.</summary>
    public static EmbeddedText? TryDecode(ReadOnlySpan<byte> text, EncodedRun run)
    {
        var part = text.Slice(run.Start, run.End - run.Start);
        return run.Encoding switch
        {
            Encoding.Percent => FromEscapes(part, run.Start, static (p, i) => Hex(p, i + 1, 2), 3, '%'),
            Encoding.Escapes => FromEscapes(part, run.Start, static (p, i) => p[i + 1] == 'x' ? Hex(p, i + 2, 2) : Hex(p, i + 2, 4), 6, '\\'),
            _ => FromHex(part, run.Start) ?? FromBase64(part, run.Start),
        };
    }

    private delegate int EscapeReader(ReadOnlySpan<byte> part, int at);

    private static EmbeddedText? FromHex(ReadOnlySpan<byte> part, int start)
    {
        if (part.Length % 2 != 0 || Hex(part, 0, 2) < 0 || !IsPrintable(Hex(part, 0, 2)))
            return null;

        var bytes = new byte[part.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = Hex(part, 2 * i, 2);
            if (!IsPrintable(value))
                return null;
            bytes[i] = (byte)value;
        }

        return new EmbeddedText(bytes, Origins(bytes.Length, i => start + (2 * i)), 2);
    }

    private static EmbeddedText? FromBase64(ReadOnlySpan<byte> part, int start)
    {
        // The first byte tells nearly all keys and images apart from text, before anything is allocated.
        if (part.Length < 16 || !IsPrintable((Digit(part[0]) << 2) | (Digit(part[1]) >> 4)))
            return null;

        var bytes = new byte[part.Length * 3 / 4];
        int count = 0, bits = 0, buffer = 0;
        foreach (var item in part)
        {
            var digit = Digit(item);
            if (digit < 0)
                break;

            buffer = (buffer << 6) | digit;
            bits += 6;
            if (bits < 8)
                continue;

            bits -= 8;
            var value = (buffer >> bits) & 0xFF;
            buffer &= (1 << bits) - 1;
            if (!IsPrintable(value))
                return null;
            bytes[count++] = (byte)value;
        }

        return count < 12 ? null : new EmbeddedText(bytes.AsSpan(0, count).ToArray(), Origins(count, i => start + (i * 4 / 3)), 2);
    }

    private static EmbeddedText? FromEscapes(ReadOnlySpan<byte> part, int start, EscapeReader read, int width, char sign)
    {
        var bytes = new List<byte>();
        var origins = new List<int>();
        var escapes = 0;
        for (var i = 0; i < part.Length;)
        {
            var value = part[i] == sign && i + 3 <= part.Length ? read(part, i) : -1;
            var length = value < 0 ? 1 : sign == '\\' && part[i + 1] == 'x' ? 4 : width;
            bytes.Add(value is >= 0 and < 0x80 ? (byte)value : value < 0 ? part[i] : (byte)0xFF);
            origins.Add(start + i);
            escapes += value < 0 ? 0 : 1;
            i += length;
        }

        return escapes >= 2 ? new EmbeddedText([.. bytes], [.. origins], 1) : null;
    }

    private static int[] Origins(int count, Func<int, int> origin)
    {
        var origins = new int[count];
        for (var i = 0; i < count; i++)
            origins[i] = origin(i);
        return origins;
    }

    private static bool IsPrintable(int value) => value is (>= 0x20 and <= 0x7E) or '\n' or '\r' or '\t';

    private static int Digit(byte value) => value switch
    {
        >= (byte)'A' and <= (byte)'Z' => value - 'A',
        >= (byte)'a' and <= (byte)'z' => value - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => value - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };

    private static int Hex(ReadOnlySpan<byte> part, int at, int digits)
    {
        if (at + digits > part.Length)
            return -1;

        var value = 0;
        for (var i = at; i < at + digits; i++)
        {
            if (!Uri.IsHexDigit((char)part[i]))
                return -1;
            value = (value * 16) + Uri.FromHex((char)part[i]);
        }

        return value;
    }
}
