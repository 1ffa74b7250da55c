namespace KeySafety.Server.Access;

/// <summary>The request that a proxy asks about: what it wants to do, and the query that may carry its key.</summary>
/// <param name="Action">What it takes; <see cref="UnknownAction"/> where no route of the table matches.</param>
/// <param name="Scope">In which collection.</param>
/// <param name="Query">Of the original request, as on the wire.</param>
/// <param name="Searches">Whether the body decides, one search at a time.</param>
internal sealed record AuthorizedRequest(string Action, CollectionScope Scope, string? Query, bool Searches = false)
{
    /// <summary>An action that no list names: only <c>*</c> covers it.</summary>
    public const string UnknownAction = "";

    private static readonly string[] UriHeaders = ["X-Original-URI", "X-Forwarded-Uri"];
    private static readonly string[] MethodHeaders = ["X-Original-Method", "X-Forwarded-Method"];

    /// <summary>Reads what is asked, from the first of these that there is.</summary>
    /// <remarks>
    /// <list type="number">
    /// <item><c>/authorize/PATH</c> (Envoy): path and query of this very request, its own method.</item>
    /// <item><c>?action=…&amp;collection=…</c>: what the proxy's configuration says.</item>
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

        if (request.QueryString.HasValue && request.Query.TryGetValue("action", out var action))
        {
            var collection = request.Query.TryGetValue("collection", out var named) ? named.ToString() : null;
            if (action.Count > 1 || named.Count > 1)
            {
                // A proxy that adds the client's query to its own would let the client choose.
                problem = "Nothing to authorize: give ?action= and &collection= once each.";
                return null;
            }

            return new AuthorizedRequest(action.ToString(), CollectionScope.Of(collection), request.QueryString.Value);
        }

        if (!addresses.IsTrustedProxy(context))
        {
            problem = "Nothing to authorize: give ?action=, or ask through a proxy that --trusted-proxies names.";
            return null;
        }

        var uri = Single(request.Headers, UriHeaders);
        var method = Single(request.Headers, MethodHeaders);
        if (uri is null || method is null)
        {
            problem = "Nothing to authorize: the proxy must pass X-Original-URI and X-Original-Method, or X-Forwarded-Uri and X-Forwarded-Method, "
                + "each once and both pairs alike, or give ?action=.";
            return null;
        }

        var question = uri.IndexOf('?', StringComparison.Ordinal);
        return question < 0
            ? FromTable(method, uri, query: null)
            : FromTable(method, uri[..question], uri[question..]);
    }

    private static AuthorizedRequest FromTable(string method, string path, string? query)
    {
        if (RouteTable.Match(method, path, out var collection) is not { } row)
            return new AuthorizedRequest(UnknownAction, CollectionScope.Unknown, query);

        return row.Collection switch
        {
            CollectionSource.BodyName or CollectionSource.Searches => new AuthorizedRequest(
                row.Action ?? UnknownAction, CollectionScope.Unknown, query, row.Collection == CollectionSource.Searches),
            _ => new AuthorizedRequest(row.Action ?? UnknownAction, CollectionScope.Of(collection), query),
        };
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
