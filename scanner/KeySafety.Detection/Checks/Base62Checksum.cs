namespace KeySafety.Detection.Checks;

/// <summary>Tokens that end in the CRC-32 of what stands before, as six base62 digits: GitHub's and npm's.</summary>
/// <remarks>
/// <code>
/// ghp_ rrrrrrrrrrrrrrrrrrrrrrrrrrrrrr cccccc
///      random, checksummed            CRC-32, digits 0-9A-Za-z, most significant first, padded with 0
/// </code>
/// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
/// </remarks>
internal static class Base62Checksum
{
    private const int Digits = 6;

    /// <summary>Whether the checksum holds over all between the first underscore and the last six characters.</summary>
    public static bool IsValid(ReadOnlySpan<char> secret)
    {
        var body = secret.Slice(secret.IndexOf('_') + 1);
        if (body.Length <= Digits)
            return false;

        ulong stated = 0;
        foreach (var c in body.Slice(body.Length - Digits))
        {
            var digit = KeyFormat.Alphabet.IndexOf(c);
            if (digit < 0)
                return false;
            stated = stated * 62 + (uint)digit;
        }

        return stated == Crc32.Of(body.Slice(0, body.Length - Digits));
    }
}
