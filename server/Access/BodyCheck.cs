using System.Text.Json;
using KeySafety.Server.Gateway;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>Judges requests whose collections stand in the body, where the proxy sent the body along.</summary>
internal static class BodyCheck
{
    // A field that comes twice is read in one way here and in another behind.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Checks a request with a body; what cannot be read is about unknown collections.</summary>
    public static async Task<KeyCheck> Check(HttpContext context, AccessControl access, AuthorizedRequest asked, Demand demand)
    {
        // As the gateway itself decides, which passes the body on.
        if (asked.Gateway is not null)
        {
            return await SearchesInBody.Read(context, asked.Body, asked.Query) is { } scope
                ? await access.Check(context, asked.Presented, demand.About(scope))
                : await access.Check(context, presented: null, demand);
        }

        using var body = RequestBody.Parse(await RequestBody.Read(context), Strict);
        if (body is { RootElement.ValueKind: JsonValueKind.Object })
        {
            if (asked.Body == CollectionSource.BodyName && Text(body.RootElement, "name") is { } name)
                return await access.Check(context, asked.Presented, demand with { Scope = CollectionScope.Of(name) });

            // A preset in the query replaces the body.
            if (asked.Body == CollectionSource.Searches
                && !QueryHelpers.ParseQuery(asked.Query).ContainsKey("preset")
                && body.RootElement.TryGetProperty("searches", out var searches)
                && searches.ValueKind == JsonValueKind.Array
                && searches.GetArrayLength() > 0)
            {
                return await CheckSearches(context, access, asked, demand, searches);
            }
        }

        return await access.Check(context, asked.Presented, demand);
    }

    /// <summary>Every search, each with its own key and collection.</summary>
    private static async Task<KeyCheck> CheckSearches(
        HttpContext context, AccessControl access, AuthorizedRequest asked, Demand demand, JsonElement searches)
    {
        KeyCheck? first = null;
        foreach (var search in searches.EnumerateArray())
        {
            var key = Text(search, "x-typesense-api-key") ?? asked.Presented;
            var names = StringValues.Concat(Text(search, "collection"), AuthorizedRequest.CollectionsIn(asked.Query));
            // One request, however many searches: it counts once against a limit.
            var asksFor = demand with { Scope = names.Count == 0 ? CollectionScope.Unknown : CollectionScope.Of(names), IsRepeated = first is not null };
            var check = await access.Check(context, key, asksFor);
            // A scoped key may bring the collection that neither search nor query names.
            if (names.Count == 0 && check is { Outcome: KeyCheckOutcome.CollectionNotGranted, Principal.Embedded.Collection: { } embedded })
                check = await access.Check(context, key, asksFor with { Scope = CollectionScope.Of(embedded) });
            if (!check.IsAllowed)
                return check;

            first ??= check;
            // The answer has room for one principal, and the proxy binds the whole request to what that one embeds.
            if (!first.Value.Principal.IsSame(check.Principal))
                return check with { Outcome = KeyCheckOutcome.CollectionNotGranted };
        }

        return first!.Value;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;
}
