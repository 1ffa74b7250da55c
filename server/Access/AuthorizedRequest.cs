using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>The request that a proxy asks about: what it wants to do, and the query that may carry its key.</summary>
/// <param name="Action">What it takes; null where it needs no key, <see cref="UnknownAction"/> where no route of the table matches.</param>
/// <param name="Scope">In which collections.</param>
/// <param name="Query">Of the original request, as on the wire.</param>
/// <param name="Body">What in the body decides about the scope, if the body is there.</param>
internal sealed record AuthorizedRequest(string? Action, CollectionScope Scope, string? Query, CollectionSource Body = CollectionSource.None)
{
    /// <summary>An action that no list names: only <c>*</c> covers it.</summary>
    public const string UnknownAction = "";

    /// <summary>The route of the table that it asks about; null where the action is all that is said.</summary>
    public Route? Route { get; private init; }

    private const string ActionName = "action";
    private const string CollectionName = "collection";

    private static readonly string[] UriHeaders = ["X-Original-URI", "X-Forwarded-Uri"];
    private static readonly string[] MethodHeaders = ["X-Original-Method", "X-Forwarded-Method"];

    /// <summary>Reads what is asked, from the first of these that there is.</summary>
    /// <remarks>
    /// <list type="number">
    /// <item><c>/authorize/PATH</c> (Envoy): path and query of this very request, its own method.</item>
    /// <item><c>?action=…&amp;collection=…</c>: what the proxy's configuration says. A proxy may add the client's query to its own
    /// (Caddy does where its URI has none), so the client's must not name these two.</item>
    /// <item><c>X-Original-URI</c> and <c>-Method</c> (nginx), <c>X-Forwarded-Uri</c> and <c>-Method</c> (Traefik, Caddy), from a
    /// trusted proxy. A proxy passes on the headers that the client sent, so a client can add the pair that the proxy does
    /// not set: where both are there, they have to say the same.</item>
    /// </list>
    /// </remarks>
    /// <param name="context">The request to <c>/authorize</c>.</param>
    /// <param name="rest">What follows <c>/authorize</c> in its target, as on the wire and without the query.</param>
    /// <param name="addresses">Tells whether its forwarding headers are believed; not asked where they are not read.</param>
    /// <param name="problem">Why there is nothing to judge, for the one who configures the proxy.</param>
    public static AuthorizedRequest? Of(HttpContext context, string rest, ClientAddress addresses, out string? problem)
    {
        problem = null;
        var request = context.Request;
        // `/authorize/` is Envoy's question about `/`: its query is the client's, and no configuration.
        if (rest.Length > 0)
            return FromTable(request.Method, rest, request.QueryString.Value);

        if (request.QueryString.HasValue && request.Query.TryGetValue(ActionName, out var action))
            return FromConfiguration(context, action, addresses, out problem);

        if (!addresses.IsTrustedProxy(context))
        {
            problem = "Nothing to authorize: give ?action=, or ask through a proxy that --trusted-proxies names.";
            return null;
        }

        if (Single(request.Headers, UriHeaders) is not { } uri || Single(request.Headers, MethodHeaders) is not { } method)
        {
            problem = "Nothing to authorize: the proxy must pass X-Original-URI and X-Original-Method, or X-Forwarded-Uri and X-Forwarded-Method, "
                + "each once and both pairs alike, or give ?action=.";
            return null;
        }

        var (path, query) = Split(uri);
        return FromTable(method, path, query);
    }

    /// <summary>The values that a query gives to <c>collection</c>.</summary>
    public static StringValues CollectionsIn(string? query) =>
        string.IsNullOrEmpty(query) ? default : QueryHelpers.ParseQuery(query).GetValueOrDefault(CollectionName);

    private static AuthorizedRequest? FromConfiguration(HttpContext context, StringValues action, ClientAddress addresses, out string? problem)
    {
        var request = context.Request;
        var collection = request.Query[CollectionName];
        // Whoever sent these headers: each of them may be the one that tells the client's query.
        if (action.Count > 1 || collection.Count > 1 || Array.Exists(UriHeaders, name => request.Headers[name].Any(NamesTheQuestion)))
        {
            problem = "Nothing to authorize: ?action= and &collection= must come once each, and from the proxy's configuration alone.";
            return null;
        }

        problem = null;
        // The key may stand in the query of the request that the proxy asks about.
        var original = Single(request.Headers, UriHeaders) is { } uri && addresses.IsTrustedProxy(context) ? Split(uri).Query : null;
        return new AuthorizedRequest(action.ToString(), CollectionScope.Of(collection), original ?? request.QueryString.Value);
    }

    private static bool NamesTheQuestion(string? uri)
    {
        var query = QueryHelpers.ParseQuery(Split(uri ?? string.Empty).Query);
        return query.ContainsKey(ActionName) || query.ContainsKey(CollectionName);
    }

    private static AuthorizedRequest FromTable(string method, string path, string? query)
    {
        if (RouteTable.Match(method, path, out var collection) is not { } row)
            return new AuthorizedRequest(UnknownAction, CollectionScope.Unknown, query);

        var asked = row.Collection switch
        {
            CollectionSource.BodyName or CollectionSource.Searches => new AuthorizedRequest(row.Action, CollectionScope.Unknown, query, row.Collection),
            // A query may name another collection than the path, and a service may believe it.
            CollectionSource.Path => new AuthorizedRequest(row.Action, CollectionScope.Of(StringValues.Concat(collection, CollectionsIn(query))), query),
            _ => new AuthorizedRequest(row.Action, CollectionScope.None, query),
        };
        return asked with { Route = row };
    }

    private static (string Path, string? Query) Split(string uri)
    {
        var question = uri.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (uri, null) : (uri[..question], uri[question..]);
    }

    // Null where there is none, or where two that are there disagree.
    private static string? Single(IHeaderDictionary headers, string[] names)
    {
        string? single = null;
        foreach (var name in names)
        {
            foreach (var value in headers[name])
            {
                if (single is not null && single != value)
                    return null;
                single = value;
            }
        }

        return single;
    }
}
