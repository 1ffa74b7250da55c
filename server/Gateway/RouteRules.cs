using KeySafety.Server.Users;

namespace KeySafety.Server.Gateway;

/// <summary>What the rest of the configuration says about what a route may say.</summary>
/// <param name="Actions">Those that policies may name; null for any.</param>
/// <param name="QueryParameters">The query parameter that each issuer names for its tokens, or null, by the issuer's name.</param>
/// <param name="IsSigned">Whether services are told who called.</param>
internal sealed record RouteRules(IReadOnlyCollection<string>? Actions, IReadOnlyDictionary<string, string?> QueryParameters, bool IsSigned)
{
    public static RouteRules Of(IConfiguration configuration) => new(
        GatewayOptions.Actions(configuration),
        configuration.GetSection(IssuerOptions.SectionName).GetChildren()
            .ToDictionary(issuer => issuer.Key, issuer => issuer["query_parameter"], StringComparer.OrdinalIgnoreCase),
        GatewayOptions.HasSigningKey(configuration));

    /// <summary>The kinds that a place takes, with the issuers written out that a query parameter belongs to.</summary>
    /// <param name="key">The place, as in <see cref="GatewayKeys"/>.</param>
    /// <param name="kinds">As configured.</param>
    /// <exception cref="StartupException">The rest of the configuration does not go with them.</exception>
    public string WriteOut(string key, string kinds)
    {
        var names = kinds.Split(',', StringSplitOptions.TrimEntries);
        if (names.FirstOrDefault(name => CredentialSource.IssuerIn(name) is { } issuer && !QueryParameters.ContainsKey(issuer)) is { } unknown)
            throw new StartupException($"`{key}`: `{unknown}`: the section `{IssuerOptions.SectionName}` has no such issuer");
        if (names.Contains(CredentialSource.ScopedKey, StringComparer.OrdinalIgnoreCase) && !IsSigned)
            throw new StartupException($"`{key}`: a service has to be told what a {CredentialSource.ScopedKey} binds a search to, and without a signing key it is told nothing");
        if (!key.StartsWith(GatewayKeys.Query, StringComparison.OrdinalIgnoreCase))
            return kinds;

        // A parameter that issuers name is for their tokens: a token of another one in it is a mistake, or an attempt.
        var parameter = key[GatewayKeys.Query.Length..];
        var owners = QueryParameters.Where(issuer => issuer.Value == parameter).Select(issuer => $"{CredentialSource.UserToken}@{issuer.Key}").ToList();
        return owners.Count == 0 ? kinds : string.Join(',', names.SelectMany(name => CredentialSource.IsAnyUserToken(name) ? CredentialSource.WithoutUserToken(name).Concat(owners) : [name]));
    }
}
