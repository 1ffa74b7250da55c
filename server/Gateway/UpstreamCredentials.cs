using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>The upstream credential of each route and cluster, by the very configuration object that a request runs under.</summary>
/// <remarks>Held by that object and gone with it: a request that began before a reload ends with the secret of its time.</remarks>
internal sealed class UpstreamCredentials
{
    private readonly ConditionalWeakTable<object, UpstreamCredential> _byConfig = [];

    /// <param name="config">A <see cref="RouteConfig"/> or <see cref="ClusterConfig"/>.</param>
    /// <param name="credential">Read when the configuration was accepted, so that no request finds it missing.</param>
    public void Add(object config, UpstreamCredential credential) => _byConfig.AddOrUpdate(config, credential);

    /// <summary>The route's own credential, or the one of the cluster that the request goes to.</summary>
    public UpstreamCredential? Find(RouteConfig route, ClusterConfig cluster) =>
        _byConfig.TryGetValue(route, out var ofRoute) ? ofRoute
        : _byConfig.TryGetValue(cluster, out var ofCluster) ? ofCluster
        : null;
}
