using KeySafety.Server.Access;
using KeySafety.Server.Clients;

namespace KeySafety.Server.Tokens;

/// <summary><c>POST /v1/auth/token</c>: an access token for a client's id and secret (RFC 6749, section 4.4).</summary>
internal static class IssueToken
{
    private const string ClientCredentials = "client_credentials";

    internal sealed record Response(string AccessToken, string TokenType, int ExpiresIn, string? Scope)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => nameof(IssueToken);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.IssueToken, Handle);

    private static async Task<IResult> Handle(
        HttpContext context, ClientAuthentication authentication, ClientAuthority authority, SigningKeys keys, Issuer issuer, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        var (request, error) = await OAuthRequest.Read(context);
        if (request is null)
            return error!.Answer(context);
        var wait = authentication.Wait(context);
        if (await authentication.Authenticate(context, request) is not { } client)
            return Refused(context, wait);

        if (request["grant_type"] is not { } grant)
            return new OAuthError(OAuthError.InvalidRequest, "grant_type is required.").Answer(context);
        if (grant != ClientCredentials)
            return new OAuthError(OAuthError.UnsupportedGrantType, $"grant_type must be {ClientCredentials}.").Answer(context);
        if (ScopeProblem(request["scope"], client, authority) is { } problem)
            return new OAuthError(OAuthError.InvalidScope, problem).Answer(context);

        var token = AccessToken.Issue(client, request["scope"], issuer, await keys.Current(), clock.GetUtcNow());
        return Reply.Json(new Response(token, "Bearer", SigningKeys.TokenSeconds, request["scope"]));
    }

    private static string? ScopeProblem(string? scope, Client client, ClientAuthority authority)
    {
        if (scope is null)
            return null;
        if (Scope.Parse(scope) is not { } actions)
            return $"scope is actions with one space between them, at most {Scope.MaxLength} characters.";

        var grants = authority.Resolve(client, authority.BasisOf(client), scope: null, ulong.MaxValue).Grants;
        return Scope.Beyond(grants, actions) is { } beyond ? $"The client may not do `{beyond}`." : null;
    }

    /// <summary>The answer to a client that is not the one it says, or not in force: 429 to an address that failed too often.</summary>
    public static IResult Refused(HttpContext context, TimeSpan wait) =>
        wait > TimeSpan.Zero ? Reply.Retry(context, StatusCodes.Status429TooManyRequests, Reply.Limited, wait) : OAuthError.BadClient.Answer(context);
}
