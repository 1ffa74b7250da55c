namespace KeySafety.Server.Tokens;

/// <summary>A refusal in the words of RFC 6749, section 5.2.</summary>
/// <param name="Error">One of the codes of the RFC.</param>
/// <param name="ErrorDescription">For the one who reads the client's log.</param>
internal sealed record OAuthError(string Error, string ErrorDescription)
{
    public const string InvalidRequest = "invalid_request";
    public const string InvalidClient = "invalid_client";
    public const string InvalidScope = "invalid_scope";
    public const string UnsupportedGrantType = "unsupported_grant_type";

    /// <summary>One answer for every reason: an outsider learns neither which ids there are nor what became of them.</summary>
    public static OAuthError BadClient { get; } = new(InvalidClient, "Client authentication failed.");

    /// <summary>Writes it, with the challenge that a 401 carries.</summary>
    public IResult Answer(HttpContext context)
    {
        if (Error != InvalidClient)
            return Reply.Json(this, StatusCodes.Status400BadRequest);

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"torque-server\", charset=\"UTF-8\"";
        return Reply.Json(this, StatusCodes.Status401Unauthorized);
    }
}
