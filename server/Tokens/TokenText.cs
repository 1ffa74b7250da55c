using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Tokens;

/// <summary>What can be told of a token by its text alone.</summary>
internal static class TokenText
{
    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

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

    /// <summary>Whether the text is three parts in base64url as RFC 7515 writes it: no padding, no bits that decode to nothing.</summary>
    /// <remarks>A decoder may be laxer; then many texts would be one token.</remarks>
    public static bool IsStrict(ReadOnlySpan<char> token)
    {
        var parts = 0;
        foreach (var range in token.Split('.'))
        {
            parts++;
            var part = token[range];
            if (part.IsEmpty || part.ContainsAnyExcept(Base64UrlCharacters) || !EndsCleanly(part))
                return false;
        }

        return parts == 3;
    }

    /// <summary>The <c>kid</c> of a token whose header names our algorithm and type and no extension; null for every other.</summary>
    /// <param name="token">Strict.</param>
    public static string? KeyId(ReadOnlySpan<char> token)
    {
        var header = Base64Url.DecodeFromChars(token[..token.IndexOf('.')]);
        try
        {
            using var document = JsonDocument.Parse(header);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.EnumerateObject().Count() == 3
                && Text(root, "alg") == AccessToken.Algorithm
                && Text(root, "typ") == AccessToken.Type
                ? Text(root, "kid")
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;

    // Two characters are 12 bits of which 8 count, three are 18 of which 16 do.
    private static bool EndsCleanly(ReadOnlySpan<char> part) => (part.Length % 4) switch
    {
        0 => true,
        2 => (Value(part[^1]) & 0b1111) == 0,
        3 => (Value(part[^1]) & 0b11) == 0,
        _ => false,
    };

    private static int Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
