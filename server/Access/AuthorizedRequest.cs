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

    private const string CollectionName = "collection";

    private static readonly (string First, string Second) UriHeaders = ("X-Original-URI", "X-Forwarded-Uri");
    private static readonly (string First, string Second) MethodHeaders = ("X-Original-Method", "X-Forwarded-Method");

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
    /// <returns>What is asked; or why there is nothing to judge, for the one who configures the proxy.</returns>
    public static ValueTask<(AuthorizedRequest? Asked, string? Problem)> Of(HttpContext context, string rest, ClientAddress addresses, GatewayMatcher gateway)
    {
        var request = context.Request;
        // `/authorize/` is Envoy's question about `/`: its query is the client's, and no configuration.
        if (rest.Length > 0)
            return FromPath(context, rest, gateway);

        var question = ProxyQuestion.Read(request.QueryString.Value);
        var uris = ValuesOf(request.Headers, UriHeaders);
        if (question.Problem(uris) is { } problem)
            return new((null, problem));

        return question.Action.Count > 0
            ? new((FromConfiguration(context, question, uris, addresses), null))
            : FromHeaders(context, question, uris, addresses, gateway);
    }

    /// <summary>What a request in these words asks for; the collections that stand in its body are not known.</summary>
    public static async ValueTask<Demand?> DemandOf(HttpContext context, GatewayMatcher gateway, string method, string path, string? query) =>
        (await FromRoutes(context, gateway, method, path, query)).Demand;

    /// <summary>The values that a query gives to <c>collection</c>.</summary>
    public static StringValues CollectionsIn(string? query) =>
        string.IsNullOrEmpty(query) ? default : QueryHelpers.ParseQuery(query).GetValueOrDefault(CollectionName);

    private static async ValueTask<(AuthorizedRequest? Asked, string? Problem)> FromPath(HttpContext context, string path, GatewayMatcher gateway) =>
        (await FromRoutes(context, gateway, context.Request.Method, path, context.Request.QueryString.Value), null);

    private static AuthorizedRequest FromConfiguration(HttpContext context, in ProxyQuestion question, StringValues uris, ClientAddress addresses)
    {
        var request = context.Request;
        // The key may stand in the query of the request that the proxy asks about.
        var original = Single(uris) is { } uri && addresses.IsTrustedProxy(context) ? Split(uri).Query : null;
        var query = original ?? request.QueryString.Value;
        var demand = new Demand(question.Action.ToString(), CollectionScope.Of(question.Collection)) { Route = ConfiguredRoute };
        return new AuthorizedRequest(question.ApplyTo(demand), PresentedKey.Of(request.Headers, query), query)
        {
            TokenPlaces = CredentialPlaces.Any,
            LimitedStatus = question.LimitedStatus,
        };
    }

    private static async ValueTask<(AuthorizedRequest? Asked, string? Problem)> FromHeaders(
        HttpContext context, ProxyQuestion question, StringValues uris, ClientAddress addresses, GatewayMatcher gateway)
    {
        if (!addresses.IsTrustedProxy(context))
            return (null, "Nothing to authorize: give ?action=, or ask through a proxy that --trusted-proxies names.");

        if (Single(uris) is not { } uri || Single(ValuesOf(context.Request.Headers, MethodHeaders)) is not { } method)
        {
            return (null, "Nothing to authorize: the proxy must pass X-Original-URI and X-Original-Method, or X-Forwarded-Uri and X-Forwarded-Method, "
                + "each once and both pairs alike, or give ?action=.");
        }

        var (path, query) = Split(uri);
        var asked = await FromRoutes(context, gateway, method, path, query);
        return (asked with { Demand = asked.Demand is { } demand ? question.ApplyTo(demand) : null, LimitedStatus = question.LimitedStatus }, null);
    }

    private static async ValueTask<AuthorizedRequest> FromRoutes(HttpContext context, GatewayMatcher gateway, string method, string path, string? query)
    {
        var headers = context.Request.Headers;
        if (await gateway.Match(context, method, path, query) is { } match)
        {
            var presented = match.Route.Read(headers, query, match.Values, out var demand);
            var inBody = SearchesInBody.Of(match.Route, path);
            return new AuthorizedRequest(inBody == CollectionSource.None ? demand : demand?.About(CollectionScope.Unknown), presented, query, inBody)
            {
                Gateway = (match.Route, method),
            };
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

    private static StringValues ValuesOf(IHeaderDictionary headers, (string First, string Second) names) =>
        StringValues.Concat(headers[names.First], headers[names.Second]);

    // Null where there is none, or where two that are there disagree.
    private static string? Single(StringValues values)
    {
        string? single = null;
        foreach (var value in values)
        {
            if (single is not null && single != value)
                return null;
            single = value;
        }

        return single;
    }
}
