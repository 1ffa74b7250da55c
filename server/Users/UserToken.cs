using System.Text.Json;
using KeySafety.Server.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Users;

/// <summary>A user's token (RFC 7519) taken apart: what its header and its claims say. Says nothing of its signature.</summary>
internal sealed class UserToken
{
    /// <summary>Longer ones are not looked at; a header line of the server has 32 KB at most.</summary>
    public const int MaxLength = 16_384;

    /// <summary>Of a subject: with its issuer it names the user.</summary>
    public const int MaxSubject = 255;

    private const int MaxIssuer = 2_000;
    private const int MaxKeyId = 255;

    private readonly JsonElement _claims;

    private UserToken(JsonElement header, JsonElement claims)
    {
        _claims = claims;
        KeyId = TokenParts.Text(header, "kid");
        Issuer = TokenParts.Text(claims, "iss") ?? string.Empty;
        Subject = TokenParts.Text(claims, "sub") ?? string.Empty;
        Problem = ProblemIn(header) ?? ProblemInClaims(claims);
    }

    /// <summary>The <c>kid</c>: a name to look up, and nothing else.</summary>
    public string? KeyId { get; }

    public string Issuer { get; }

    public string Subject { get; }

    /// <summary>Why it is refused whoever signed it; for the log.</summary>
    public string? Problem { get; }

    /// <summary>Takes a token apart; null where it is none.</summary>
    public static UserToken? Parse(string text) =>
        text.Length <= MaxLength && TokenParts.TryCut(text, out var parts) && parts.Header is { } header && parts.Claims is { } claims
            ? new UserToken(header, claims)
            : null;

    /// <summary>The claim of a name or, with dots between the names, the one that the path leads to; null where there is none.</summary>
    public JsonElement? Claim(string path)
    {
        // Names are often addresses, with dots of their own.
        if (_claims.TryGetProperty(path, out var whole))
            return whole;

        var element = _claims;
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    /// <summary>A claim that is a text of at most <paramref name="maxLength"/> characters without control characters; else null.</summary>
    public string? Text(string claim, int maxLength) =>
        TokenParts.Text(_claims, claim) is { Length: > 0 } text && text.Length <= maxLength && !text.Any(char.IsControl) ? text : null;

    /// <summary>A claim in seconds since 1970, rounded down (RFC 7519, "NumericDate"); null where there is none.</summary>
    public long? Seconds(string claim) =>
        _claims.TryGetProperty(claim, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var number)
        && number is >= 0 and < uint.MaxValue * 16.0
            ? (long)Math.Floor(number)
            : null;

    // jwk, jku, x5u and x5c are not read: a token does not bring the key that opens it (RFC 8725, section 3.10).
    private static string? ProblemIn(JsonElement header) =>
        TokenParts.Text(header, "alg") != SecurityAlgorithms.RsaSha256 ? "its algorithm is not RS256"
        : header.TryGetProperty("crit", out _) ? "it asks for an extension"
        : header.TryGetProperty("typ", out _) && !IsType(TokenParts.Text(header, "typ")) ? "it is of another type"
        : header.TryGetProperty("kid", out _) && TokenParts.Text(header, "kid") is not { Length: > 0 and <= MaxKeyId } ? "its `kid` is none"
        : null;

    private string? ProblemInClaims(JsonElement claims) =>
        Issuer.Length is 0 or > MaxIssuer ? "it names no issuer"
        : Text("sub", MaxSubject) is null ? "it names no subject"
        : Seconds("exp") is null ? "it has no expiry"
        : claims.TryGetProperty("nbf", out _) && Seconds("nbf") is null ? "its `nbf` is no time"
        : claims.TryGetProperty("iat", out _) && Seconds("iat") is null ? "its `iat` is no time"
        : null;

    // RFC 9068's access tokens say at+jwt; both are compared without regard to case (RFC 7515, section 4.1.9).
    private static bool IsType(string? type) =>
        string.Equals(type, "JWT", StringComparison.OrdinalIgnoreCase) || string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase);
}
