namespace KeySafety.Detection;

/// <summary>What keys that torque-server generates look like: the one definition for issuing and for finding them.</summary>
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
/// <para>Secret keys, users' keys and client secrets say in front what they are; what follows is the same, and so is its checksum:</para>
/// <code>
/// search key           rrrrrrrrrrrrTQKS01rrrrrrrrrrrrrrcccccc
/// secret key   sk_live_rrrrrrrrrrrrTQKS01rrrrrrrrrrrrrrcccccc    or sk_test_, and a brand in front: torvus_sk_live_…
/// user's key        sk_rrrrrrTQKS01rrrrrrrrrrrrrrcccccc          32 characters: 6 random ones before the mark
/// client secret     cs_rrrrrrrrrrrrTQKS01rrrrrrrrrrrrrrcccccc
/// </code>
/// <para>
/// The first twelve characters of a user's key are shown to its owner (<c>sk_abc123def456...</c>): so the mark stands among them, and
/// the 14 random ones behind it, 83 bits, remain secret.
/// </para>
/// <para>A brand is a lower-case letter and up to 31 more or digits. Whatever it is, the key is found by its mark.</para>
/// </remarks>
public static class KeyFormat
{
    /// <summary>Length of a search key, and of what follows the prefix of a secret key, in characters.</summary>
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

    /// <summary>Length of what follows the prefix of a user's key.</summary>
    public const int UserKeyLength = 32;

    /// <summary>Where <see cref="Mark"/> stands in what follows the prefix of a user's key, 0-based.</summary>
    public const int UserKeyMarkIndex = 6;

    /// <summary>How many random base62 characters <see cref="CreateUserKey"/> wants.</summary>
    public const int UserKeyRandomLength = UserKeyLength - ChecksumLength - 6;

    private const string Prefix = "sk_";
    private const string ClientPrefix = "cs_";
    private const string Live = "sk_live_";
    private const string Test = "sk_test_";
    private const int MaxBrandLength = 32;

    /// <summary>Builds a secret key: <c>sk_live_…</c> or <c>sk_test_…</c>, behind a brand where there is one.</summary>
    /// <param name="brand">See <see cref="IsBrand"/>; empty for none.</param>
    /// <param name="isTest">Which mode it is of.</param>
    /// <param name="random"><see cref="RandomLength"/> base62 characters from a cryptographic generator.</param>
    /// <exception cref="ArgumentException">The brand is none, or the random characters are not as many or not base62.</exception>
    public static string CreateSecret(string brand, bool isTest, ReadOnlySpan<char> random)
    {
        if (brand.Length > 0 && !IsBrand(brand.AsSpan()))
            throw new ArgumentException($"A brand is a lower-case letter and up to {MaxBrandLength - 1} more or digits.", nameof(brand));

        return (brand.Length > 0 ? brand + "_" : string.Empty) + (isTest ? Test : Live) + Create(random);
    }

    /// <summary>Builds a user's key: <c>sk_</c> and 32 characters.</summary>
    /// <param name="random"><see cref="UserKeyRandomLength"/> base62 characters from a cryptographic generator.</param>
    /// <exception cref="ArgumentException">They are not as many, or not base62.</exception>
    public static string CreateUserKey(ReadOnlySpan<char> random) => Prefix + Build(random, UserKeyLength);

    /// <summary>Builds the secret of an API client: <c>cs_…</c>.</summary>
    /// <param name="random"><see cref="RandomLength"/> base62 characters from a cryptographic generator.</param>
    /// <exception cref="ArgumentException">They are not as many, or not base62.</exception>
    public static string CreateClientSecret(ReadOnlySpan<char> random) => ClientPrefix + Create(random);

    /// <summary>Whether the text can stand in front of secret keys: a lower-case letter and up to 31 more or digits.</summary>
    public static bool IsBrand(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxBrandLength || text[0] is < 'a' or > 'z')
            return false;

        foreach (var c in text)
        {
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'z')))
                return false;
        }

        return true;
    }

    /// <summary>What stands in front of the random characters: <c>torvus_sk_live_</c>, <c>sk_</c>; empty for a search key and all other text.</summary>
    public static ReadOnlySpan<char> PrefixOf(ReadOnlySpan<char> text) =>
        HasShape(text) ? text.Slice(0, text.Length - BodyOf(text).Length) : default;

    /// <summary>Builds a key around random characters that the caller drew.</summary>
    /// <param name="random"><see cref="RandomLength"/> base62 characters from a cryptographic generator.</param>
    /// <exception cref="ArgumentException">The length or a character is wrong.</exception>
    public static string Create(ReadOnlySpan<char> random) => Build(random, Length);

    private static string Build(ReadOnlySpan<char> random, int length)
    {
        var randomLength = length - ChecksumLength - Mark.Length;
        if (random.Length != randomLength || !IsBase62(random))
            throw new ArgumentException($"A key is built from {randomLength} base62 characters.", nameof(random));

        Span<char> buffer = stackalloc char[Length];
        var key = buffer.Slice(0, length);
        var mark = MarkIndexOf(length);
        random.Slice(0, mark).CopyTo(key);
        Mark.AsSpan().CopyTo(key.Slice(mark));
        random.Slice(mark).CopyTo(key.Slice(mark + Mark.Length));
        WriteChecksum(key.Slice(0, length - ChecksumLength), key.Slice(length - ChecksumLength));
        return key.ToString();
    }

    /// <summary>Whether the text is exactly one generated key of any kind: prefix, length, alphabet, mark and checksum.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!HasShape(text))
            return false;

        var body = BodyOf(text);
        Span<char> expected = stackalloc char[ChecksumLength];
        WriteChecksum(body.Slice(0, body.Length - ChecksumLength), expected);
        return expected.SequenceEqual(body.Slice(body.Length - ChecksumLength));
    }

    /// <summary>Whether the text has prefix, length, alphabet and mark of a generated key, whatever its checksum says.</summary>
    /// <remarks>Shape without <see cref="IsValid"/> is a mistyped or made-up key.</remarks>
    public static bool HasShape(ReadOnlySpan<char> text)
    {
        var body = BodyOf(text);
        return (body.Length == Length || (body.Length == UserKeyLength && text.Length == Prefix.Length + UserKeyLength))
            && body.Slice(MarkIndexOf(body.Length), Mark.Length).SequenceEqual(Mark.AsSpan())
            && IsBase62(body);
    }

    private static int MarkIndexOf(int length) => length == UserKeyLength ? UserKeyMarkIndex : MarkIndex;

    // All of it where nothing of ours stands in front: a search key, or none of our keys.
    private static ReadOnlySpan<char> BodyOf(ReadOnlySpan<char> text)
    {
        var end = text.LastIndexOf('_') + 1;
        if (end == 0)
            return text;

        var prefix = text.Slice(0, end);
        if (prefix.SequenceEqual(Prefix.AsSpan()))
            return text.Length == Prefix.Length + UserKeyLength ? text.Slice(end) : text;
        if (prefix.SequenceEqual(ClientPrefix.AsSpan()))
            return text.Length == ClientPrefix.Length + Length ? text.Slice(end) : text;
        if (!prefix.EndsWith(Live.AsSpan()) && !prefix.EndsWith(Test.AsSpan()))
            return text;

        var brand = prefix.Slice(0, prefix.Length - Live.Length);
        var isOurs = brand.IsEmpty || (brand[brand.Length - 1] == '_' && IsBrand(brand.Slice(0, brand.Length - 1)));
        return isOurs && text.Length - end == Length ? text.Slice(end) : text;
    }

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
