using Microsoft.AspNetCore.WebUtilities;

namespace KeySafety.Server.Access;

/// <summary>Where a request carries its key.</summary>
internal static class PresentedKey
{
    public const string Name = "X-TYPESENSE-API-KEY";

    public const string QueryName = "x-typesense-api-key";
    private const string Bearer = "Bearer ";

    /// <summary>
    /// The header <see cref="Name"/>; only if that is absent, the query parameter; only if that is absent too, a bearer
    /// token. A header that is present and empty is no key. Null where there is none.
    /// </summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="query">With or without its question mark, as on the wire.</param>
    /// <param name="places">Where it may stand; elsewhere it is not seen.</param>
    public static string? Of(IHeaderDictionary headers, string? query, CredentialPlaces places = CredentialPlaces.Any)
    {
        if (places.HasFlag(CredentialPlaces.Header) && headers.TryGetValue(Name, out var key))
            return key.ToString();
        if (places.HasFlag(CredentialPlaces.Query) && FromQuery(query, QueryName) is { } parameter)
            return parameter;
        if (!places.HasFlag(CredentialPlaces.Bearer))
            return null;

        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    /// <summary>The last value of a query parameter, decoded; null where it is not there.</summary>
    public static string? FromQuery(string? query, string name)
    {
        if (query is null || !query.Contains(name, StringComparison.Ordinal))
            return null;

        string? last = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.DecodeName().Span.SequenceEqual(name))
                last = pair.DecodeValue().ToString();
        }

        return last;
    }
}
