using KeySafety.Server.Access;

namespace KeySafety.Server.Users;

/// <summary>Query parameters that may carry a user's token, for clients that cannot set a header: none unless an issuer names one.</summary>
internal sealed class TokenParameters(KeyServerOptions options)
{
    private readonly string[] _names = [.. options.Issuers.Select(issuer => issuer.QueryParameter).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The token in a query, or null; what does not look like one is some other parameter.</summary>
    /// <param name="query">As on the wire.</param>
    /// <param name="places">Where the route reads credentials.</param>
    public string? TokenIn(string? query, CredentialPlaces places)
    {
        if (_names.Length == 0 || !places.HasFlag(CredentialPlaces.Query))
            return null;

        foreach (var name in _names)
        {
            if (PresentedKey.FromQuery(query, name) is { } value && Authenticator.HasFormOfToken(value))
                return value;
        }

        return null;
    }
}
