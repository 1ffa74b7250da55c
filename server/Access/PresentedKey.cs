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
    public static string? Of(IHeaderDictionary headers, string? query)
    {
        if (headers.TryGetValue(Name, out var key))
            return key.ToString();
        if (FromQuery(query) is { } parameter)
            return parameter;

        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    private static string? FromQuery(string? query)
    {
        if (query is null || !query.Contains(QueryName, StringComparison.Ordinal))
            return null;

        string? last = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.DecodeName().Span.SequenceEqual(QueryName))
                last = pair.DecodeValue().ToString();
        }

        return last;
    }
}
