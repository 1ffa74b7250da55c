using KeySafety.Server.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tokens;

/// <summary>The form of an access token: a JWT by RFC 9068, signed with RS256.</summary>
internal static class AccessToken
{
    /// <summary>Its <c>typ</c>: tokens for other purposes are not taken for one (RFC 9068, section 2.1).</summary>
    public const string Type = "at+jwt";

    public const string Algorithm = SecurityAlgorithms.RsaSha256;

    public const string ClientIdClaim = "client_id";
    public const string ScopeClaim = "scope";
    public const string WorkspaceClaim = "workspace";

    /// <summary>The <see cref="Client.Epoch"/> that it was issued in.</summary>
    public const string EpochClaim = "client_epoch";

    /// <summary>More than any of ours has: a client's scope is bounded (<see cref="Scope.MaxLength"/>).</summary>
    public const int MaxLength = 4096;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Writes and signs one.</summary>
    public static string Issue(Client client, string? scope, Issuer issuer, SigningCredentials credentials, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = client.Id,
            [ClientIdClaim] = client.Id,
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
            [WorkspaceClaim] = Workspaces.WorkspaceName.Of(client.Workspace),
            [EpochClaim] = client.Epoch,
        };
        if (scope is not null)
            claims[ScopeClaim] = scope;

        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = issuer.Url,
            Audience = issuer.Url,
            IssuedAt = now.UtcDateTime,
            Expires = now.UtcDateTime.AddSeconds(SigningKeys.TokenSeconds),
            Claims = claims,
            SigningCredentials = credentials,
        });
    }
}
