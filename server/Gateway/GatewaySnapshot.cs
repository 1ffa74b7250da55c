using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>One state of the gateway's configuration, checked as a whole. Immutable.</summary>
internal sealed class GatewaySnapshot : IProxyConfig
{
    private readonly ConfigurationReloadToken _replaced = new();

    private GatewaySnapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters)
    {
        Routes = routes;
        Clusters = clusters;
        var compiled = routes.Select(GatewayReader.Compile).ToList();
        Actions = compiled.Select(route => route.Action).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        QueryParameters = compiled.SelectMany(route => route.Sources).Select(source => source.Parameter).OfType<string>().ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>No routes.</summary>
    public static GatewaySnapshot Empty { get; } = new([], []) { Credentials = [] };

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken => _replaced;

    /// <summary>Actions that its routes ask for.</summary>
    public FrozenSet<string> Actions { get; }

    /// <summary>Query parameters that carry a credential on any of its routes.</summary>
    public FrozenSet<string> QueryParameters { get; }

    /// <summary>The upstream credential of each <see cref="RouteConfig"/> and <see cref="ClusterConfig"/> that has one.</summary>
    public required IReadOnlyList<(object Config, UpstreamCredential Credential)> Credentials { get; init; }

    /// <summary>Says that another one took its place.</summary>
    public void Replace() => _replaced.OnReload();

    /// <summary>Checks routes and clusters, and puts them together.</summary>
    /// <exception cref="StartupException">Names the route or cluster, and the key.</exception>
    public static GatewaySnapshot Of(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters, RouteRules rules)
    {
        List<(object, UpstreamCredential)> credentials = [];
        foreach (var cluster in clusters)
        {
            Named("cluster", cluster.ClusterId, () =>
            {
                GatewayReader.CheckCluster(cluster);
                if (UpstreamCredential.Read(cluster.Metadata) is { } credential)
                    credentials.Add((cluster, credential));
            });
        }

        var byId = clusters.ToDictionary(cluster => cluster.ClusterId, StringComparer.OrdinalIgnoreCase);
        List<RouteConfig> normalized = [];
        foreach (var route in routes)
        {
            Named("route", route.RouteId, () =>
            {
                normalized.Add(GatewayReader.Normalize(route, byId, rules));
                GatewayReader.Compile(normalized[^1]);
                if (UpstreamCredential.Read(normalized[^1].Metadata) is { } credential)
                    credentials.Add((normalized[^1], credential));
            });
        }

        return new GatewaySnapshot(normalized, clusters) { Credentials = credentials };
    }

    private static void Named(string kind, string id, Action check)
    {
        try
        {
            check();
        }
        catch (StartupException problem)
        {
            throw new StartupException($"The gateway's {kind} `{id}`, {problem.Message}.");
        }
    }
}
