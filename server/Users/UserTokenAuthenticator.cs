using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using Microsoft.IdentityModel.JsonWebTokens;

namespace KeySafety.Server.Users;

/// <summary>From a user's token to the user: verifies JWTs of the configured issuers by RFC 7519 and RFC 8725.</summary>
/// <remarks>
/// A token is verified once and then remembered under a keyed digest, until it expires or its issuer drops the key; only those
/// that verified are, so that wrong ones cost no memory. Thread-safe.
/// </remarks>
internal sealed partial class UserTokenAuthenticator(
    TokenIssuers issuers, KeyStore store, KeyServerOptions options, TimeProvider clock, ILogger<UserTokenAuthenticator> logger) : ITokenAuthenticator
{
    // About 1 KB each.
    private const int MaxRemembered = 20_000;

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = UserToken.MaxLength };

    private readonly ConcurrentLru<KeyDigest, SeenToken> _seen = new(MaxRemembered);

    public ValueTask<Authentication> Authenticate(string token, bool limited)
    {
        if (issuers.IsEmpty || token.Length > UserToken.MaxLength || !Ascii.IsValid(token))
            return new(Authentication.Unknown);

        var digest = Digest(token);
        if (_seen.TryGet(digest, out var seen) && seen.IsCurrent)
            return new(Known(seen.Credential));
        return limited || UserToken.Parse(token) is not { } parsed || issuers.Find(parsed.Issuer) is not { } issuer
            ? new(Authentication.Unknown)
            : new(Verify(token, digest, parsed, issuer));
    }

    private async Task<Authentication> Verify(string token, KeyDigest digest, UserToken parsed, TokenIssuer issuer)
    {
        if (parsed.Problem is { } problem)
            return Refused(issuer, problem);
        if (await issuer.Keys.Find(parsed.KeyId) is not { } key)
            return Refused(issuer, "its issuer has no such key");
        if (await Handler.ValidateTokenAsync(token, key.Rules) is { IsValid: false } result)
            return Refused(issuer, result.Exception?.GetType().Name ?? "it does not verify");
        if (issuer.Options.AuthorizedParties is { Count: > 0 } parties && !parties.Contains(parsed.Text("azp", UserToken.MaxLength), StringComparer.Ordinal))
            return Refused(issuer, "it was issued to another party");

        // Signed: from here on it may be told what is wrong with it.
        var (now, skew) = (clock.GetUtcNow().ToUnixTimeSeconds(), issuer.Options.ClockSkewSeconds);
        if (parsed.Seconds("nbf") > now + skew || parsed.Seconds("iat") > now + skew)
            return Refused(issuer, "it is not valid yet");

        // "On or after" its expiry it is not accepted (RFC 7519, section 4.1.4): the second before is the last.
        var lastSecond = parsed.Seconds("exp")!.Value + skew - 1;
        if (now > lastSecond)
            return Authentication.Expired;

        var profile = UserProfile.Of(parsed, issuer.Options, options.Users);
        var credential = UserCredential.OfToken(
            issuer.Options.Name,
            UserId.Of(profile.Issuer, profile.Subject),
            profile,
            options.Users.GrantsOf(profile.Role),
            (ulong)lastSecond);
        _seen.AddOrUpdate(digest, new SeenToken(issuer, key, credential));
        return Known(credential);
    }

    // Shut out at once, however long the token lives.
    private Authentication Known(UserCredential credential) =>
        store.Tables.Users.Find(credential.UserId) is { IsActive: false }
            ? new Authentication(default, KeyCheckOutcome.Revoked)
            : new Authentication(new Principal(credential));

    private Authentication Refused(TokenIssuer issuer, string reason)
    {
        LogRefused(issuer.Options.Name, reason);
        return new Authentication(default, KeyCheckOutcome.InvalidToken);
    }

    // Of its SHA-256: a token is long, and the platform hashes long texts several times faster than the data key's own code.
    [SkipLocalsInit]
    private KeyDigest Digest(string token)
    {
        Span<byte> bytes = stackalloc byte[UserToken.MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(token, bytes)], hash);
        return store.DataKey.Digest(hash);
    }

    [LoggerMessage(LogLevel.Debug, "A token of the issuer {Name} was refused: {Reason}")]
    private partial void LogRefused(string name, string reason);
}
