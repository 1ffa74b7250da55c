namespace KeySafety.Detection.Checks;

/// <summary>GitLab tokens: a routable one states the length of its payload and ends in a CRC-32, both in base 36.</summary>
/// <remarks>
/// <code>
/// glpat-PAYLOAD.01.0w1a2b3c4
///       base64url  version, length of the payload (2 digits), CRC-32 of all before it (7 digits)
/// </code>
/// A token without a dot is random throughout and has nothing to verify. The version is missing in the first ones.
/// https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
/// </remarks>
internal static class GitLabToken
{
    private const int LengthDigits = 2;
    private const int ChecksumDigits = 7;

    /// <summary>Whether the token is plain, or its stated length and checksum hold.</summary>
    public static bool IsValid(ReadOnlySpan<char> secret)
    {
        var dot = secret.IndexOf('.');
        if (dot < 0)
            return true;
        if (secret.Length < dot + 1 + LengthDigits + ChecksumDigits)
            return false;

        var checksum = secret.Slice(secret.Length - ChecksumDigits);
        var body = secret.Slice(0, secret.Length - ChecksumDigits);
        var payload = secret.Slice(0, dot);
        payload = payload.Slice(payload.IndexOf('-') + 1);
        return TryBase36(body.Slice(body.Length - LengthDigits), out var length)
            && TryBase36(checksum, out var stated)
            // Some kinds put a marker such as t1_ between prefix and payload, which the length does not count.
            && (length == (ulong)payload.Length || length == (ulong)(payload.Length - payload.IndexOf('_') - 1))
            && stated == Crc32.Of(body);
    }

    private static bool TryBase36(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (var c in digits)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'z' => c - 'a' + 10,
                _ => -1,
            };
            if (digit < 0)
                return false;
            value = value * 36 + (uint)digit;
        }

        return true;
    }
}
