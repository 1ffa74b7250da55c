using System.Runtime.InteropServices;
using System.Text.Json;
using KeySafety.Server.Access;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace KeySafety.Server.Gateway;

/// <summary>Requests to a service that name their collections in the body: <c>multi_search</c>, and <c>collections:create</c>.</summary>
/// <remarks>
/// Such a body is read before anything is decided, up to <see cref="RequestBody.MaxBytes"/>, and goes on as it came. All that it names has to be
/// granted. What cannot be read for sure, such as a field that comes twice, names what nobody knows: only a credential without a limit passes.
/// </remarks>
internal static class SearchesInBody
{
    private const string ManySearches = "multi_search";
    private const string KeyOfSearch = "x-typesense-api-key";

    // Two programs that take different ones of two equal names search two different collections.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>What in the body decides about the scope.</summary>
    /// <param name="route">The request's route.</param>
    /// <param name="path">Of the request; its last segment tells, since a prefix is often taken off on the way.</param>
    public static CollectionSource Of(GatewayRoute route, ReadOnlySpan<char> path)
    {
        var last = path.TrimEnd('/');
        last = last[(last.LastIndexOf('/') + 1)..];
        return last.Equals(ManySearches, StringComparison.OrdinalIgnoreCase) ? CollectionSource.Searches
            : route.Action == "collections:create" && last.Equals("collections", StringComparison.OrdinalIgnoreCase) ? CollectionSource.BodyName
            : CollectionSource.None;
    }

    /// <summary>Reads the body, leaves it there to be passed on, and says which collections the request is about.</summary>
    /// <param name="context">The request with the body.</param>
    /// <param name="source">From <see cref="Of"/>.</param>
    /// <param name="query">Of the request that is judged.</param>
    /// <returns>Null where a search carries a key of its own: the body goes to the service, and the caller's credential does not.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large, or cut off.</exception>
    public static async Task<CollectionScope?> Read(HttpContext context, CollectionSource source, string? query)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = RequestBody.MaxBytes;
        var bytes = await RequestBody.Read(context);
        context.Request.Body = MemoryMarshal.TryGetArray(bytes, out var read)
            ? new MemoryStream(read.Array!, read.Offset, read.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        using var body = RequestBody.Parse(bytes, Strict);
        if (body is not { RootElement.ValueKind: JsonValueKind.Object })
            return CollectionScope.Unknown;

        return source == CollectionSource.BodyName
            ? Text(body.RootElement, "name") is { } name ? CollectionScope.Of(name) : CollectionScope.Unknown
            : OfSearches(body.RootElement, query);
    }

    private static CollectionScope? OfSearches(JsonElement body, string? query)
    {
        var inQuery = AuthorizedRequest.CollectionsIn(query);
        // A preset in the query replaces the body.
        var isKnown = !QueryHelpers.ParseQuery(query).ContainsKey("preset");
        var names = new List<string?>(inQuery);
        if (!body.TryGetProperty("searches", out var searches) || searches.ValueKind != JsonValueKind.Array || searches.GetArrayLength() == 0)
            return CollectionScope.Unknown;

        foreach (var search in searches.EnumerateArray())
        {
            if (search.ValueKind == JsonValueKind.Object && search.EnumerateObject().Any(field => field.Name.Equals(KeyOfSearch, StringComparison.OrdinalIgnoreCase)))
                return null;

            var name = Text(search, "collection");
            isKnown &= name is not null || inQuery.Count > 0;
            names.Add(name);
        }

        return isKnown ? CollectionScope.Of(names.OfType<string>().Distinct(StringComparer.Ordinal).ToArray()) : CollectionScope.Unknown;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;
}
