using KeySafety.Server.Access;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Gateway;

/// <summary>A route of the gateway's configuration as authorisation sees it: what the <see cref="Route"/> is to the server's own.</summary>
/// <remarks>The endpoint's metadata: routing finds it for a request to the gateway and for a question to <c>/authorize</c> alike.</remarks>
/// <param name="Id">As configured.</param>
/// <param name="Action">Null for a route that says <c>Anonymous</c>.</param>
/// <param name="Sources">Where it reads credentials; the first that carries one counts.</param>
internal sealed record GatewayRoute(string Id, string? Action, CredentialSource[] Sources)
{
    /// <summary>The parameter of the path that names the collection; null where none does.</summary>
    public string? CollectionParameter { get; init; }

    /// <summary>The collection that all its requests are about; null where none is named.</summary>
    public string? Collection { get; init; }

    /// <summary>Modes of keys that open it.</summary>
    public KeyMode Modes { get; init; } = KeyMode.Live;

    /// <summary>Whose service it is, as in <see cref="Demand.Workspace"/>.</summary>
    public string? Workspace { get; init; }

    /// <summary>Where requests with test keys go; null for where all go.</summary>
    public string? TestCluster { get; init; }

    /// <summary>How its errors look.</summary>
    public Surface Surface { get; init; }

    /// <summary>Kinds of credential that open it, carried wherever.</summary>
    public CredentialKinds Accepts { get; } = Sources.Aggregate(CredentialKinds.None, (kinds, source) => kinds | source.Accepts);

    /// <summary>What it is called in statistics.</summary>
    public string Name { get; } = $"gateway {Id}";

    /// <summary>The credential of a request, and what the request asks for; a route without an action asks for nothing.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="query">As on the wire.</param>
    /// <param name="values">Parameters of the path.</param>
    /// <param name="demand">Accepts what the place of the credential accepts.</param>
    public string? Read(IHeaderDictionary headers, string? query, RouteValueDictionary values, out Demand? demand)
    {
        demand = null;
        if (Action is null)
            return null;

        var asked = new Demand(Action, Scope(query, values)) { Accepts = Accepts, Modes = Modes, Workspace = Workspace, Route = Name };
        foreach (var source in Sources)
        {
            if (source.Read(headers, query) is { } presented)
            {
                demand = asked with { Accepts = source.Accepts, Issuers = source.Issuers };
                return presented;
            }
        }

        demand = asked;
        return null;
    }

    private CollectionScope Scope(string? query, RouteValueDictionary values)
    {
        if (Collection is not null)
            return CollectionScope.Of(Collection);
        if (CollectionParameter is null)
            return CollectionScope.None;

        // An optional parameter that is not there means all of them.
        return values.TryGetValue(CollectionParameter, out var value) && value is string { Length: > 0 } name
            ? CollectionScope.Of(StringValues.Concat(name, AuthorizedRequest.CollectionsIn(query)))
            : CollectionScope.Unknown;
    }
}
