using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace KeySafety.Server.Tokens;

/// <summary>A signed token in its compact form (RFC 7515, section 7.1), cut into its parts: header and claims, read and not verified.</summary>
/// <remarks>
/// Strict, because two programs that read one text differently read two tokens: base64url without padding and without bits that decode to
/// nothing, JSON objects in which no name comes twice and every text can be read.
/// </remarks>
internal readonly ref struct TokenParts
{
    private const int MaxDepth = 16;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private readonly ReadOnlySpan<char> _header;
    private readonly ReadOnlySpan<char> _claims;

    private TokenParts(ReadOnlySpan<char> header, ReadOnlySpan<char> claims)
    {
        _header = header;
        _claims = claims;
    }

    /// <summary>Null where the part is no such object.</summary>
    public JsonElement? Header => Read(_header);

    /// <inheritdoc cref="Header"/>
    public JsonElement? Claims => Read(_claims);

    /// <summary>Cuts a token; false where the text is not three parts in strict base64url.</summary>
    public static bool TryCut(ReadOnlySpan<char> token, out TokenParts parts)
    {
        parts = default;
        Span<Range> ranges = stackalloc Range[4];
        if (token.Split(ranges, '.') != 3)
            return false;

        foreach (var range in ranges[..3])
        {
            if (!IsStrict(token[range]))
                return false;
        }

        parts = new TokenParts(token[ranges[0]], token[ranges[1]]);
        return true;
    }

    /// <summary>A field that is a text; null for every other.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;

    private static JsonElement? Read(ReadOnlySpan<char> part)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object && RequestBody.HasReadableTexts(document.RootElement)
                ? document.RootElement.Clone()
                : null;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool IsStrict(ReadOnlySpan<char> part) => !part.IsEmpty && !part.ContainsAnyExcept(Characters) && EndsCleanly(part);

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
