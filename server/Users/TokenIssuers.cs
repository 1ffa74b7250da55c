using System.Collections.Frozen;

namespace KeySafety.Server.Users;

/// <summary>The configured issuers, by what their tokens say in <c>iss</c>.</summary>
internal sealed class TokenIssuers : IAsyncDisposable
{
    private readonly FrozenDictionary<string, TokenIssuer> _issuers;
    private readonly JwksReader _reader = new();

    public TokenIssuers(KeyServerOptions options, TimeProvider clock, ILogger<TokenIssuers> logger) =>
        _issuers = options.Issuers.ToFrozenDictionary(
            issuer => issuer.Issuer, issuer => new TokenIssuer(issuer, _reader, clock, logger), StringComparer.Ordinal);

    public bool IsEmpty => _issuers.Count == 0;

    public TokenIssuer? Find(string issuer) => _issuers.GetValueOrDefault(issuer);

    public async ValueTask DisposeAsync()
    {
        foreach (var issuer in _issuers.Values)
            await issuer.DisposeAsync();
        _reader.Dispose();
    }
}
