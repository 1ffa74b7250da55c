using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Users;

/// <summary>A configured issuer of users' tokens: its rules and its keys.</summary>
internal sealed class TokenIssuer(IssuerOptions options, JwksReader reader, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    public IssuerOptions Options => options;

    public IssuerKeySource Keys { get; } = new(options, Rules(options), reader, clock, logger);

    public ValueTask DisposeAsync() => Keys.DisposeAsync();

    // What the library checks: signature, algorithm, issuer and audience. Times stand in UserToken, by the server's own clock.
    private static TokenValidationParameters Rules(IssuerOptions options) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ValidIssuer = options.Issuer,
        ValidAudiences = options.Audiences,
        ValidateAudience = options.Audiences.Count > 0,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        ValidateLifetime = false,
        TryAllIssuerSigningKeys = true,
        LogValidationExceptions = false,
        IncludeTokenOnFailedValidation = false,
    };
}
