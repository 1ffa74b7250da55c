using System.Security.Cryptography;
using BitFaster.Caching.Lru;
using KeySafety.Server.Access;
using KeySafety.Server.Clients;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tokens;

/// <summary>Verifies the access tokens that this server issued to its API clients.</summary>
/// <remarks>
/// A token is verified once and then remembered. What it may do is asked of the records in memory at every request: a token
/// ends with its client's revocation, not with a cache entry. Thread-safe.
/// </remarks>
internal sealed class ClientTokenAuthenticator : ITokenAuthenticator
{
    // About 1 KB each with the credential behind it.
    private const int MaxRemembered = 20_000;

    // A clock that was set back makes tokens from the future. More than this and somebody else's clock made it.
    private const int MaxClockSkewSeconds = 60;

    private readonly ConcurrentLru<KeyDigest, VerifiedToken> _verified = new(MaxRemembered);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = AccessToken.MaxLength };
    private readonly TokenValidationParameters _parameters;
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(TokenText.DigestKeyBytes);
    private readonly KeyStore _store;
    private readonly ClientAuthority _authority;
    private readonly TimeProvider _clock;

    public ClientTokenAuthenticator(KeyStore store, ClientAuthority authority, Issuer issuer, TimeProvider clock)
    {
        _store = store;
        _authority = authority;
        _clock = clock;
        _parameters = new TokenValidationParameters
        {
            ValidAlgorithms = [AccessToken.Algorithm],
            ValidTypes = [AccessToken.Type],
            ValidIssuer = issuer.Url,
            ValidAudience = issuer.Url,
            IssuerSigningKeyResolver = (_, _, kid, _) => store.Tables.SigningKeys.Verifier(kid) is { } key ? [key] : [],
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            // By this server's clock, below: the library asks the machine's.
            ValidateLifetime = false,
        };
    }

    public ValueTask<Authentication> Authenticate(string token, bool limited)
    {
        if (token.Length > AccessToken.MaxLength)
            return new(Authentication.Unknown);

        var digest = TokenText.Digest(_digestKey, token);
        if (_verified.TryGet(digest, out var verified))
            return new(Judge(verified));

        return limited || FindKey(token) is not { } kid ? new(Authentication.Unknown) : VerifyAndJudge(token, kid, digest);
    }

    /// <summary>What a token of ours says; null for everything else.</summary>
    public async ValueTask<VerifiedToken?> Verify(string token) =>
        token.Length <= AccessToken.MaxLength && FindKey(token) is { } kid ? await Verify(token, kid) : null;

    private string? FindKey(string token) =>
        TokenText.KeyId(token) is { } kid && _store.Tables.SigningKeys.Verifier(kid) is not null ? kid : null;

    private async ValueTask<Authentication> VerifyAndJudge(string token, string kid, KeyDigest digest)
    {
        if (await Verify(token, kid) is not { } verified)
            return Authentication.Unknown;

        _verified.AddOrUpdate(digest, verified);
        return Judge(verified);
    }

    private async ValueTask<VerifiedToken?> Verify(string token, string kid)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            return null;

        var issued = new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero);
        return issued <= _clock.GetUtcNow().AddSeconds(MaxClockSkewSeconds)
            && jwt.TryGetPayloadValue<string>(AccessToken.ClientIdClaim, out var clientId)
            && jwt.TryGetPayloadValue<int>(AccessToken.EpochClaim, out var epoch)
            && jwt.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Exp, out var expires)
            && expires >= 0
            && jwt.Id is { Length: > 0 } id
            ? new VerifiedToken(kid, clientId, id, epoch, ScopeOf(jwt), (ulong)expires)
            : null;
    }

    private static string[]? ScopeOf(JsonWebToken jwt) =>
        jwt.TryGetPayloadValue<string>(AccessToken.ScopeClaim, out var scope) ? Scope.Parse(scope) ?? [] : null;

    // Good once. Whether it still is stands in the records.
    private Authentication Judge(VerifiedToken token)
    {
        if ((ulong)_clock.GetUtcNow().ToUnixTimeSeconds() >= token.ExpiresAtUnixSeconds)
            return Authentication.Expired;
        if (_store.Tables.SigningKeys.Verifier(token.KeyId) is null
            || _store.Tables.Clients.Find(token.ClientId) is not { } client
            || client.Epoch != token.Epoch
            || _store.Tables.RevokedTokens.Find(token.Id) is not null)
        {
            return new Authentication(default, KeyCheckOutcome.Revoked);
        }

        var basis = _authority.BasisOf(client);
        var credential = token.Remembered(client, basis)
            ?? token.Remember(client, basis, _authority.Resolve(client, basis, token.Scope, token.ExpiresAtUnixSeconds));
        return new Authentication(new Principal(credential));
    }
}
