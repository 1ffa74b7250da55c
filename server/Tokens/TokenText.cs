using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Tokens;

/// <summary>What can be told of a token of ours by its text alone.</summary>
internal static class TokenText
{
    /// <summary>Length of the key of <see cref="Digest"/>: a block of the hash.</summary>
    public const int DigestKeyBytes = 64;

    /// <summary>What stands for a token in the cache of one process: SHA-256 over a secret of that process and the token.</summary>
    /// <remarks>
    /// Not <see cref="DataKey"/>'s: a token is fifteen blocks long, and the platform hashes those several times faster. No HMAC, which hashes
    /// twice: what it adds protects a digest that others see, and nobody sees these.
    /// </remarks>
    [SkipLocalsInit]
    public static KeyDigest Digest(ReadOnlySpan<byte> key, ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[DigestKeyBytes + AccessToken.MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        key.CopyTo(bytes);
        // What is not Latin-1 becomes a question mark, which no token that is remembered has.
        var length = Encoding.Latin1.GetBytes(token, bytes[DigestKeyBytes..]);
        SHA256.HashData(bytes[..(DigestKeyBytes + length)], hash);
        return new KeyDigest(hash);
    }

    /// <summary>The <c>kid</c> of a token whose header names our algorithm and type and no extension; null for every other text.</summary>
    public static string? KeyId(ReadOnlySpan<char> token) =>
        TokenParts.TryCut(token, out var parts)
        && parts.Header is { } header
        && header.EnumerateObject().Count() == 3
        && TokenParts.Text(header, "alg") == AccessToken.Algorithm
        && TokenParts.Text(header, "typ") == AccessToken.Type
            ? TokenParts.Text(header, "kid")
            : null;
}
