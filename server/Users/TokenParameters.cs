using System.Collections.Frozen;
using KeySafety.Server.Access;

namespace KeySafety.Server.Users;

/// <summary>Query parameters that may carry a user's token, for clients that cannot set a header: none unless an issuer names one.</summary>
internal sealed class TokenParameters(KeyServerOptions options)
{
    private readonly (string Parameter, FrozenSet<string> Issuers)[] _parameters = [.. options.Issuers
        .Where(issuer => issuer.QueryParameter is not null)
        .GroupBy(issuer => issuer.QueryParameter!, issuer => issuer.Name, StringComparer.Ordinal)
        .Select(group => (group.Key, group.ToFrozenSet(StringComparer.Ordinal)))];

    /// <summary>The token in a query, or null; what does not look like one is some other parameter.</summary>
    /// <param name="query">As on the wire.</param>
    /// <param name="places">Where the route reads credentials.</param>
    /// <param name="demand">Where there is one: takes users' tokens alone from then on, of the issuers that name the parameter.</param>
    public string? TokenIn(string? query, CredentialPlaces places, ref Demand demand)
    {
        if (_parameters.Length == 0 || !places.HasFlag(CredentialPlaces.Query))
            return null;

        foreach (var (parameter, issuers) in _parameters)
        {
            if (PresentedKey.FromQuery(query, parameter) is not { } value || !Authenticator.HasFormOfToken(value))
                continue;

            demand = demand with { Accepts = demand.Accepts & CredentialKinds.UserToken, Issuers = issuers };
            return value;
        }

        return null;
    }
}
