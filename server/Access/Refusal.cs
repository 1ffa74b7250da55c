namespace KeySafety.Server.Access;

/// <summary>How a refusal looks on each surface.</summary>
internal static class Refusal
{
    /// <summary>Writes the answer to a request that <see cref="AccessControl"/> refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="surface">Of its route.</param>
    /// <param name="check">Not allowed.</param>
    /// <param name="wait">How long the client has to wait, where it came too often.</param>
    public static Task Write(HttpContext context, Surface surface, KeyCheck check, TimeSpan wait)
    {
        if (check.IsLimited)
            return Reply.WriteRetry(context, StatusCodes.Status429TooManyRequests, Reply.Limited, wait);

        if (check is { Outcome: KeyCheckOutcome.WorkspaceNotGranted, Principal.Kind: CredentialKinds.Bootstrap })
            return Reply.WriteError(context, StatusCodes.Status404NotFound, "There is no workspace of this name.");

        // Typesense's clients know one refusal, and it tells nobody why.
        return surface switch
        {
            Surface.Platform when check.IsKnown => Reply.WriteError(context, StatusCodes.Status403Forbidden, "API key lacks required permissions"),
            Surface.Platform => Reply.WriteError(context, StatusCodes.Status401Unauthorized, "Invalid API key"),
            Surface.Users when check.IsKnown => Reply.WriteError(context, StatusCodes.Status403Forbidden, "Not allowed with this credential"),
            Surface.Users => Reply.WriteError(context, StatusCodes.Status401Unauthorized, check.Outcome switch
            {
                KeyCheckOutcome.Missing => "Authorization header missing",
                KeyCheckOutcome.Expired => "Token has expired",
                KeyCheckOutcome.InvalidToken => "Invalid token",
                KeyCheckOutcome.Revoked => "No longer active",
                _ => "Invalid API key",
            }),
            _ => Reply.WriteError(context, StatusCodes.Status401Unauthorized, Reply.Unauthorized),
        };
    }
}
