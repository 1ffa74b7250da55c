namespace KeySafety.Detection;

/// <summary>What a key that torque-server generates looks like: the one definition for issuing and for finding it.</summary>
/// <remarks>
/// <para>38 base62 characters (<c>0-9A-Za-z</c>), so that a key is one word in every shell, URL and editor:</para>
/// <code>
/// offset  0            12      18              32
///         rrrrrrrrrrrr TQKS01  rrrrrrrrrrrrrr  cccccc
///         12 random    mark    14 random       checksum
/// </code>
/// <para>
/// The first four characters are random because clients send them as the value prefix of a scoped key. The mark makes a
/// leaked key findable by a search for one rare literal; its digits are the version of this format. The checksum is the
/// CRC-32 of the 32 characters before it, as six base62 digits, most significant first. 26 random characters are
/// 154 bits. A random string passes by chance once in 62^6 x 2^32, about 2 x 10^20.
/// </para>
/// </remarks>
public static class KeyFormat
{
    /// <summary>Length of a generated key, in characters.</summary>
    public const int Length = 38;

    /// <summary>The fixed characters in every generated key, at <see cref="MarkIndex"/>.</summary>
    public const string Mark = "TQKS01";

    /// <summary>Where <see cref="Mark"/> stands, 0-based.</summary>
    public const int MarkIndex = 12;

    /// <summary>Digits of the checksum at the end.</summary>
    public const int ChecksumLength = 6;

    /// <summary>The base62 digits in order of value.</summary>
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>How many random base62 characters <see cref="Create"/> wants.</summary>
    public const int RandomLength = Length - ChecksumLength - 6;

    /// <summary>Builds a key around random characters that the caller drew.</summary>
    /// <param name="random"><see cref="RandomLength"/> base62 characters from a cryptographic generator.</param>
    /// <exception cref="ArgumentException">The length or a character is wrong.</exception>
    public static string Create(ReadOnlySpan<char> random)
    {
        if (random.Length != RandomLength || !IsBase62(random))
            throw new ArgumentException($"A key is built from {RandomLength} base62 characters.", nameof(random));

        Span<char> key = stackalloc char[Length];
        random.Slice(0, MarkIndex).CopyTo(key);
        Mark.AsSpan().CopyTo(key.Slice(MarkIndex));
        random.Slice(MarkIndex).CopyTo(key.Slice(MarkIndex + Mark.Length));
        WriteChecksum(key.Slice(0, Length - ChecksumLength), key.Slice(Length - ChecksumLength));
        return key.ToString();
    }

    /// <summary>Whether the text is exactly one generated key: length, alphabet, mark and checksum.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!HasShape(text))
            return false;

        Span<char> expected = stackalloc char[ChecksumLength];
        WriteChecksum(text.Slice(0, Length - ChecksumLength), expected);
        return expected.SequenceEqual(text.Slice(Length - ChecksumLength));
    }

    /// <summary>Whether the text has length, alphabet and mark of a generated key, whatever its checksum says.</summary>
    /// <remarks>Shape without <see cref="IsValid"/> is a mistyped or made-up key.</remarks>
    public static bool HasShape(ReadOnlySpan<char> text) =>
        text.Length == Length
        && text.Slice(MarkIndex, Mark.Length).SequenceEqual(Mark.AsSpan())
        && IsBase62(text);

    private static bool IsBase62(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')))
                return false;
        }

        return true;
    }

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> digits)
    {
        var crc = Crc32.Of(body);
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(crc % 62)];
            crc /= 62;
        }
    }
}
