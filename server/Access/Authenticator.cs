namespace KeySafety.Server.Access;

/// <summary>From a presented credential to the principal behind it: chooses by its form who verifies it.</summary>
/// <remarks>
/// A signed token is told by its form (<c>eyJ…</c> and two dots) and goes to the token authenticators in their order; all
/// else, and what none of them knows, is a key. Callers may choose the values of keys: so the form alone refuses nothing.
/// </remarks>
internal sealed class Authenticator(KeyAuthenticator keys, IEnumerable<ITokenAuthenticator> tokens)
{
    private readonly ITokenAuthenticator[] _tokens = [.. tokens];

    /// <summary>The principal of a credential; says nothing of grants and policies.</summary>
    /// <param name="presented">As the request carries it.</param>
    /// <param name="limited">Whether its address failed too often: then only what cannot be guessed is looked at.</param>
    public ValueTask<Authentication> Authenticate(string presented, bool limited) =>
        _tokens.Length > 0 && HasFormOfToken(presented) ? AskInTurn(presented, limited) : keys.Authenticate(presented, limited);

    /// <summary>Whether the text looks like a JWT in its compact form (RFC 7519, section 3): a JSON object in base64url, two dots.</summary>
    public static bool HasFormOfToken(ReadOnlySpan<char> text) =>
        text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') == 2;

    private async ValueTask<Authentication> AskInTurn(string token, bool limited)
    {
        foreach (var authenticator in _tokens)
        {
            var authentication = await authenticator.Authenticate(token, limited);
            if (authentication.Failure != KeyCheckOutcome.Unknown)
                return authentication;
        }

        return await keys.Authenticate(token, limited);
    }
}
