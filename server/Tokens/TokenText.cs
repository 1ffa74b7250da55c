using System.Buffers;
using System.Buffers.Text;
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

    /// <summary>What stands for a token in the cache: a keyed digest of its SHA-256.</summary>
    /// <remarks>
    /// Of its SHA-256, because a token is long and the platform hashes it ten times faster than <see cref="DataKey"/> can: a token of 900
    /// bytes takes half a microsecond this way.
    /// </remarks>
    public static KeyDigest Digest(DataKey key, ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[AccessToken.MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.Latin1.GetBytes(token, bytes)], hash);
        return key.Digest(hash);
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
