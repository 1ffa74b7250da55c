using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Users;

/// <summary>A public key of an issuer, with everything prepared that a check of its signatures needs.</summary>
internal sealed class IssuerKey
{
    // RFC 7518, section 3.3, asks for 2048 at least; what is much longer costs a check more than a server should pay for a stranger.
    private const int MinBits = 2048;
    private const int MaxBits = 8192;
    private const int MaxExponentBytes = 4;

    private readonly RSAParameters _number;

    private IssuerKey(string? id, RSAParameters number, TokenValidationParameters rules)
    {
        Id = id;
        _number = number;
        Rules = rules.Clone();
        Rules.IssuerSigningKey = new RsaSecurityKey(number) { KeyId = id };
    }

    /// <summary>Its <c>kid</c>; null where the issuer gives it none.</summary>
    public string? Id { get; }

    /// <summary>How a token that names this key is checked.</summary>
    public TokenValidationParameters Rules { get; }

    /// <summary>The key in a JWK; null where it cannot sign a token with RS256.</summary>
    /// <param name="jwk">Of an issuer's set.</param>
    /// <param name="rules">Without a key.</param>
    public static IssuerKey? Of(JsonWebKey jwk, TokenValidationParameters rules)
    {
        if (jwk.Kty != JsonWebAlgorithmsKeyTypes.RSA
            || jwk.Use is not (null or "" or "sig")
            || jwk.Alg is not (null or "" or SecurityAlgorithms.RsaSha256)
            || (jwk.KeyOps is { Count: > 0 } uses && !uses.Contains("verify")))
        {
            return null;
        }

        try
        {
            var number = new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(jwk.N), Exponent = Base64UrlEncoder.DecodeBytes(jwk.E) };
            return IsSound(number) ? new IssuerKey(string.IsNullOrEmpty(jwk.Kid) ? null : jwk.Kid, number, rules) : null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return null;
        }
    }

    public bool IsSame(IssuerKey other) =>
        Id == other.Id && _number.Modulus.AsSpan().SequenceEqual(other._number.Modulus) && _number.Exponent.AsSpan().SequenceEqual(other._number.Exponent);

    // An exponent of 1 accepts anything as a signature, an even one or an even modulus is none of RSA's.
    private static bool IsSound(in RSAParameters number)
    {
        var modulus = number.Modulus!.AsSpan().TrimStart((byte)0);
        var exponent = number.Exponent!.AsSpan().TrimStart((byte)0);
        return modulus.Length * 8 is >= MinBits and <= MaxBits
            && (modulus[0] & 0x80) != 0
            && (modulus[^1] & 1) == 1
            && exponent.Length is >= 1 and <= MaxExponentBytes
            && (exponent[^1] & 1) == 1
            && !exponent.SequenceEqual([(byte)1]);
    }
}
