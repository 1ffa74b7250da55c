using KeySafety.Server.Gateway;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>The request that a proxy asks about: what it wants to do, and the credential that it carries.</summary>
/// <param name="Demand">What it asks for, of <see cref="UnknownAction"/> where no route of the table matches; null where it needs no credential.</param>
/// <param name="Presented">Its credential; null where it carries none in a place that counts.</param>
/// <param name="Query">Of the original request, as on the wire.</param>
/// <param name="Body">What in the body decides about the scope, if the body is there.</param>
internal sealed record AuthorizedRequest(
    Demand? Demand, string? Presented, string? Query, CollectionSource Body = CollectionSource.None)
{
    /// <summary>Where a user's token may stand beside what is presented; a route of the gateway names its own parameters.</summary>
    public CredentialPlaces TokenPlaces { get; private init; }

    /// <summary>Of the answer to a request that came too often.</summary>
    public int LimitedStatus { get; private init; } = StatusCodes.Status429TooManyRequests;

    /// <summary>An action that no list names: only <c>*</c> covers it.</summary>
    public const string UnknownAction = "";

    /// <summary>What requests are counted under whose action the proxy's configuration names.</summary>
    private const string ConfiguredRoute = Authorize.Path;

    /// <summary>The route of the table that it asks about; null where the action is all that is said.</summary>
    public Route? Route { get; private init; }

    /// <summary>The gateway's route that it asks about, with the method; null for all else.</summary>
    public (GatewayRoute Route, string Method)? Gateway { get; private init; }

    private const string ActionName = "action";
    private const string CollectionName = "collection";
    private const string ModeName = "key_mode";
    private const string LimitedName = "limited";
    private const string WorkspaceName = "workspace";

    private static readonly string[] UriHeaders = ["X-Original-URI", "X-Forwarded-Uri"];
    private static readonly string[] MethodHeaders = ["X-Original-Method", "X-Forwarded-Method"];

    /// <summary>Reads what is asked, from the first of these that there is.</summary>
    /// <remarks>
    /// <list type="number">
    /// <item><c>/authorize/PATH</c> (Envoy): path and query of this very request, its own method.</item>
    /// <item><c>?action=…&amp;collection=…</c> (and <c>key_mode</c>, <c>workspace</c>, <c>limited</c>): what the proxy's configuration says. A proxy may add the client's query to its own
    /// (Caddy does where its URI has none), so the client's must not name these two.</item>
    /// <item><c>X-Original-URI</c> and <c>-Method</c> (nginx), <c>X-Forwarded-Uri</c> and <c>-Method</c> (Traefik, Caddy), from a
    /// trusted proxy. A proxy passes on the headers that the client sent, so a client can add the pair that the proxy does
    /// not set: where both are there, they have to say the same.</item>
    /// </list>
    /// </remarks>
    /// <param name="context">The request to <c>/authorize</c>.</param>
    /// <param name="rest">What follows <c>/authorize</c> in its target, as on the wire and without the query.</param>
    /// <param name="addresses">Tells whether its forwarding headers are believed; not asked where they are not read.</param>
    /// <param name="gateway">Whose routes come before those of the table that this server does not answer itself.</param>
    /// <param name="problem">Why there is nothing to judge, for the one who configures the proxy.</param>
    public static AuthorizedRequest? Of(HttpContext context, string rest, ClientAddress addresses, GatewayMatcher gateway, out string? problem)
    {
        problem = null;
        var request = context.Request;
        // `/authorize/` is Envoy's question about `/`: its query is the client's, and no configuration.
        if (rest.Length > 0)
            return FromRoutes(context, gateway, request.Method, rest, request.QueryString.Value);

        var configuration = request.QueryString.HasValue ? Configured(request, out problem) : new Options();
        if (configuration is not { } options)
            return null;
        if (request.QueryString.HasValue && request.Query.TryGetValue(ActionName, out var action))
            return FromConfiguration(context, action, addresses, options, out problem);

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
        return options.ApplyTo(FromRoutes(context, gateway, method, path, query));
    }

    /// <summary>What a request in these words asks for; the collections that stand in its body are not known.</summary>
    public static Demand? DemandOf(HttpContext context, GatewayMatcher gateway, string method, string path, string? query) =>
        FromRoutes(context, gateway, method, path, query).Demand;

    /// <summary>The values that a query gives to <c>collection</c>.</summary>
    public static StringValues CollectionsIn(string? query) =>
        string.IsNullOrEmpty(query) ? default : QueryHelpers.ParseQuery(query).GetValueOrDefault(CollectionName);

    private static AuthorizedRequest? FromConfiguration(HttpContext context, StringValues action, ClientAddress addresses, Options options, out string? problem)
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
        var query = original ?? request.QueryString.Value;
        return options.ApplyTo(new AuthorizedRequest(
            new Demand(action.ToString(), CollectionScope.Of(collection)) { Route = ConfiguredRoute }, PresentedKey.Of(request.Headers, query), query) { TokenPlaces = CredentialPlaces.Any });
    }

    /// <summary>What the proxy's configuration says besides: mode and workspace of what stands behind it, and how it takes a 429.</summary>
    private readonly record struct Options(KeyMode? Modes, int? LimitedStatus, string? Workspace = null)
    {
        public AuthorizedRequest ApplyTo(AuthorizedRequest asked) => asked with
        {
            Demand = asked.Demand is { } demand
                ? demand with
                {
                    Modes = Modes ?? demand.Modes,
                    Workspace = Workspace switch { null => demand.Workspace, Workspaces.WorkspaceName.Default => null, var named => named },
                }
                : null,
            LimitedStatus = LimitedStatus ?? asked.LimitedStatus,
        };
    }

    // A proxy may add the client's query to its own: then the client's own word for the mode stands in the original URI too.
    private static Options? Configured(HttpRequest request, out string? problem)
    {
        problem = null;
        // Whoever says it: it is the client's own answer that it changes.
        int? limitedStatus = request.Query[LimitedName] == "403" ? StatusCodes.Status403Forbidden : null;
        var (mode, workspace) = (request.Query[ModeName], request.Query[WorkspaceName]);
        if (workspace.Count > 1 || (workspace.Count == 1 && Array.Exists(UriHeaders, name => request.Headers[name].Any(uri => Names(uri, WorkspaceName)))))
        {
            problem = "Nothing to authorize: workspace= is the name of a workspace, default, or * for any, once, and from the proxy's configuration alone.";
            return null;
        }

        if (mode.Count == 0)
            return new Options(null, limitedStatus, workspace);

        KeyMode? modes = mode.ToString() switch { "test" => KeyMode.Test, "live" => KeyMode.Live, "any" => KeyMode.Both, _ => null };
        if (mode.Count > 1 || modes is null || Array.Exists(UriHeaders, name => request.Headers[name].Any(uri => Names(uri, ModeName))))
        {
            problem = "Nothing to authorize: key_mode= is live, test or any, once, and from the proxy's configuration alone.";
            return null;
        }

        return new Options(modes, limitedStatus, workspace);
    }

    private static bool Names(string? uri, string parameter) =>
        QueryHelpers.ParseQuery(Split(uri ?? string.Empty).Query).ContainsKey(parameter);

    private static bool NamesTheQuestion(string? uri)
    {
        var query = QueryHelpers.ParseQuery(Split(uri ?? string.Empty).Query);
        return query.ContainsKey(ActionName) || query.ContainsKey(CollectionName);
    }

    private static AuthorizedRequest FromRoutes(HttpContext context, GatewayMatcher gateway, string method, string path, string? query)
    {
        var headers = context.Request.Headers;
        if (gateway.Match(context, method, path, query, out var values) is { } route)
        {
            var presented = route.Read(headers, query, values, out var demand);
            var inBody = SearchesInBody.Of(route, path);
            return new AuthorizedRequest(inBody == CollectionSource.None ? demand : demand?.About(CollectionScope.Unknown), presented, query, inBody) { Gateway = (route, method) };
        }

        if (RouteTable.Match(method, path, out var collection) is not { } row)
            return new AuthorizedRequest(new Demand(UnknownAction, CollectionScope.Unknown), PresentedKey.Of(headers, query), query) { TokenPlaces = CredentialPlaces.Any };
        if (row.Action is null)
            return new AuthorizedRequest(null, null, query) { Route = row };

        var scope = row.Collection switch
        {
            CollectionSource.BodyName or CollectionSource.Searches => CollectionScope.Unknown,
            // A query may name another collection than the path, and a service may believe it.
            CollectionSource.Path => CollectionScope.Of(StringValues.Concat(collection, CollectionsIn(query))),
            _ => CollectionScope.None,
        };
        var body = row.Collection is CollectionSource.BodyName or CollectionSource.Searches ? row.Collection : CollectionSource.None;
        return new AuthorizedRequest(Access.Demand.Of(row, scope), PresentedKey.Of(headers, query, row.Places), query, body) { Route = row, TokenPlaces = row.Places };
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
