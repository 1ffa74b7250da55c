namespace KeySafety.Detection.Embedded;

/// <summary>Decodes runs that turn out to be text.</summary>
internal static class Decoding
{
    // Sixteen characters; what comes to less is no text that could hold anything.
    private const int FewestBytes = 12;

    // By character: the six bits that it stands for in one of the two alphabets, or -1.
    private static readonly int[] Digits = MakeDigits();

    // By character: the hexadecimal digit, or -1.
    private static readonly sbyte[] HexDigits = MakeHexDigits();

    /// <summary>Whether the first bytes of a run of base64 or hexadecimal digits decode to text; allocates nothing.</summary>
    public static bool MayBeText(ReadOnlySpan<byte> run) => IsPrintable(Hex(run, 0, 2)) || StartsAsBase64(run);

    /// <summary>The text that a run stands for; null where it is no text.</summary>
    public static EmbeddedText? TryDecode(ReadOnlySpan<byte> text, EncodedRun run)
    {
        var part = text.Slice(run.Start, run.End - run.Start);
        return run.Encoding switch
        {
            Encoding.Percent => FromEscapes(part, run.Start, (byte)'%'),
            Encoding.Escapes => FromEscapes(part, run.Start, (byte)'\\'),
            _ => FromHex(part, run.Start) ?? FromBase64(part, run.Start),
        };
    }

    private static EmbeddedText? FromHex(ReadOnlySpan<byte> part, int start)
    {
        if (part.Length % 2 != 0)
            return null;

        for (var i = 0; i < part.Length; i += 2)
        {
            if (!IsPrintable(Hex(part, i, 2)))
                return null;
        }

        var bytes = new byte[part.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Hex(part, 2 * i, 2);
        return EmbeddedText.WithStep(bytes, start, unitsForThree: 6);
    }

    private static bool StartsAsBase64(ReadOnlySpan<byte> part)
    {
        for (var i = 0; i < FewestBytes / 3; i++)
        {
            if (part.Length < (4 * i) + 4)
                return false;

            var bits = (Digits[part[4 * i]] << 18) | (Digits[part[(4 * i) + 1]] << 12) | (Digits[part[(4 * i) + 2]] << 6) | Digits[part[(4 * i) + 3]];
            if (bits < 0 || !IsPrintable(bits >> 16) || !IsPrintable((bits >> 8) & 0xFF) || !IsPrintable(bits & 0xFF))
                return false;
        }

        return true;
    }

    private static EmbeddedText? FromBase64(ReadOnlySpan<byte> part, int start)
    {
        if (!StartsAsBase64(part))
            return null;

        var bytes = new byte[part.Length * 3 / 4];
        int count = 0, bits = 0, buffer = 0;
        foreach (var item in part)
        {
            var digit = Digits[item];
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

        Array.Resize(ref bytes, count);
        return EmbeddedText.WithStep(bytes, start, unitsForThree: 4);
    }

    private static EmbeddedText? FromEscapes(ReadOnlySpan<byte> part, int start, byte sign)
    {
        if (!HasTwoEscapes(part, sign))
            return null;

        var bytes = new byte[part.Length];
        var origins = new int[part.Length];
        var count = 0;
        for (var i = 0; i < part.Length; count++)
        {
            var (value, length) = part[i] == sign ? ReadEscape(part, i) : (-1, 1);
            bytes[count] = value is >= 0 and < 0x80 ? (byte)value : value < 0 ? part[i] : (byte)0xFF;
            origins[count] = start + i;
            i += length;
        }

        Array.Resize(ref bytes, count);
        return EmbeddedText.WithOrigins(bytes, origins);
    }

    // One alone, as in a%20b, hides nothing, and is in many an address.
    private static bool HasTwoEscapes(ReadOnlySpan<byte> part, byte sign)
    {
        var escapes = 0;
        for (var i = 0; i < part.Length && escapes < 2; i++)
            escapes += part[i] == sign && ReadEscape(part, i).Value >= 0 ? 1 : 0;
        return escapes == 2;
    }

    private static (int Value, int Length) ReadEscape(ReadOnlySpan<byte> part, int at)
    {
        var (digits, from) = part[at] == '%' ? (2, at + 1) : Text.Bytes.At(part, at + 1) == 'x' ? (2, at + 2) : (4, at + 2);
        var value = Hex(part, from, digits);
        return value < 0 ? (-1, 1) : (value, from + digits - at);
    }

    private static int[] MakeDigits()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var digits = new int[256];
        for (var i = 0; i < 256; i++)
            digits[i] = (char)i is '+' or '-' ? 62 : (char)i is '/' or '_' ? 63 : Alphabet.IndexOf((char)i);
        return digits;
    }

    private static sbyte[] MakeHexDigits()
    {
        var digits = new sbyte[256];
        for (var i = 0; i < 256; i++)
            digits[i] = (sbyte)(Uri.IsHexDigit((char)i) ? Uri.FromHex((char)i) : -1);
        return digits;
    }

    private static bool IsPrintable(int value) => value is (>= 0x20 and <= 0x7E) or '\n' or '\r' or '\t';

    private static int Hex(ReadOnlySpan<byte> part, int at, int digits)
    {
        if (at + digits > part.Length)
            return -1;

        var value = 0;
        for (var i = at; i < at + digits; i++)
        {
            var digit = HexDigits[part[i]];
            if (digit < 0)
                return -1;
            value = (value * 16) + digit;
        }

        return value;
    }
}
