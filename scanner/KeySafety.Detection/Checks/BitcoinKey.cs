using System.Security.Cryptography;

namespace KeySafety.Detection.Checks;

/// <summary>Bitcoin's keys as text: base 58, with the first four bytes of a double SHA-256 at the end.</summary>
/// <remarks>https://en.bitcoin.it/wiki/Base58Check_encoding</remarks>
internal static class BitcoinKey
{
    private const string Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumBytes = 4;
    private const int MaxBytes = 82;

    /// <summary>Whether the text is a private key in wallet import format, checksum included.</summary>
    public static bool IsWalletImportFormat(ReadOnlySpan<char> secret) =>
        // 0x80 or 0xEF (test network), 32 bytes, then 0x01 where the public key is compressed.
        TryDecode(secret, out var bytes) && bytes.Length is 37 or 38 && bytes[0] is 0x80 or 0xEF && ChecksumHolds(bytes);

    /// <summary>Whether the text ends in the checksum of the bytes before.</summary>
    public static bool HasChecksum(ReadOnlySpan<char> secret) => TryDecode(secret, out var bytes) && ChecksumHolds(bytes);

    private static bool ChecksumHolds(byte[] bytes)
    {
        if (bytes.Length <= ChecksumBytes)
            return false;

        var digest = Sha256(Sha256(bytes.AsSpan(0, bytes.Length - ChecksumBytes).ToArray()));
        return bytes.AsSpan(bytes.Length - ChecksumBytes).SequenceEqual(digest.AsSpan(0, ChecksumBytes));
    }

    private static byte[] Sha256(byte[] bytes)
    {
#if NET
        return SHA256.HashData(bytes);
#else
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes);
#endif
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        Span<byte> number = stackalloc byte[MaxBytes];
        var length = 0;
        foreach (var c in text)
        {
            var carry = Digits.IndexOf(c);
            if (carry < 0)
                return false;

            // number = number * 58 + digit, least significant byte first.
            for (var i = 0; i < length || carry > 0; i++)
            {
                if (i == MaxBytes)
                    return false;
                carry += i < length ? number[i] * 58 : 0;
                number[i] = (byte)carry;
                carry >>= 8;
                length = Math.Max(length, i + 1);
            }
        }

        bytes = number.Slice(0, length).ToArray();
        Array.Reverse(bytes);
        return true;
    }
}
