using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Tokens;

/// <summary><c>POST /v1/auth/revoke</c>: ends one access token before its time (RFC 7009). Its client asks, by its id and secret.</summary>
/// <remarks>What is no token of ours, or has expired, is answered like one that was revoked: the client's aim is reached.</remarks>
internal static class RevokeToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.RevokeToken, Handle);

    private static async Task<IResult> Handle(
        HttpContext context, ClientAuthentication authentication, ClientTokenAuthenticator tokens, KeyStore store, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (request, error) = await OAuthRequest.Read(context);
        if (request is null)
            return error!.Answer(context);
        var wait = authentication.Wait(context);
        if (await authentication.Authenticate(context, request) is not { } client)
            return IssueToken.Refused(context, wait);
        if (request["token"] is not { } text)
            return new OAuthError(OAuthError.InvalidRequest, "token is required.").Answer(context);

        if (await tokens.Verify(text) is not { } token || token.ExpiresAtUnixSeconds <= (ulong)clock.GetUtcNow().ToUnixTimeSeconds())
            return Results.Ok();
        if (token.ClientId != client.Id)
            return new OAuthError(OAuthError.InvalidRequest, "The token was issued to another client.").Answer(context);

        var revoked = new RevokedToken(token.Id, token.ExpiresAtUnixSeconds, client.Id, client.Workspace);
        return await store.Change(changes => Apply(changes, store.Tables.RevokedTokens, revoked)) ? Results.Ok() : TooMany(context);
    }

    private static bool Apply(KeyChanges changes, RevokedTokenTable table, RevokedToken revoked)
    {
        if (changes.Find(table, revoked.Id) is not null)
            return true;
        if (table.CountOf(revoked.ClientId!) >= RevokedTokenTable.MaxPerClient)
            return false;

        changes.Put(table, revoked);
        return true;
    }

    // RFC 7009, section 2.2.1, has 503 for it; but it is this client's doing, and its owner's to end.
    private static IResult TooMany(HttpContext context) => Reply.Retry(
        context,
        StatusCodes.Status429TooManyRequests,
        $"{RevokedTokenTable.MaxPerClient} revoked tokens of this client have not expired yet. Rotate its secret without a grace to end all of its tokens at once.",
        TimeSpan.FromMinutes(1));
}
