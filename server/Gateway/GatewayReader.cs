using KeySafety.Server.Access;
using KeySafety.Server.Workspaces;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>From a route as configured to a route that can be served: refuses what is unclear, and writes out what is implied.</summary>
/// <remarks>Messages name the key and leave the name of the route to the caller.</remarks>
internal static class GatewayReader
{
    private const string Anonymous = "Anonymous";

    // The gateway streams; what a service takes is for the service to say, or for the route.
    private const long NoLimit = -1;

    private static readonly Dictionary<string, KeyMode> ModeNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["live"] = KeyMode.Live,
        ["test"] = KeyMode.Test,
        ["any"] = KeyMode.Both,
    };

    /// <summary>The route with everything in its own metadata, so that a change of its cluster's is a change of the route.</summary>
    /// <param name="route">As YARP reads it.</param>
    /// <param name="clusters">All of them, by id.</param>
    /// <param name="rules">What the rest of the configuration allows.</param>
    /// <exception cref="StartupException">It cannot be served as it stands.</exception>
    public static RouteConfig Normalize(RouteConfig route, IReadOnlyDictionary<string, ClusterConfig> clusters, RouteRules rules)
    {
        var metadata = new Dictionary<string, string>(route.Metadata ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        CheckNames(metadata, key => key.OfRoute);
        CheckUnsupported(route);
        var policy = route.AuthorizationPolicy;
        if (string.IsNullOrEmpty(policy))
            throw new StartupException($"`AuthorizationPolicy`: missing; name the action that the route takes, as `vaults:read`, or say `{Anonymous}`");

        var isAnonymous = policy.Equals(Anonymous, StringComparison.OrdinalIgnoreCase);
        if (!isAnonymous)
            CheckAction(policy, rules.Actions);
        else if (metadata.Keys.FirstOrDefault(AsksForCredential) is { } contradiction)
            throw new StartupException($"`{contradiction}`: the route is {Anonymous} and reads no credential");

        foreach (var place in metadata.Keys.Where(IsPlace).ToList())
            metadata[place] = rules.WriteOut(place, metadata[place]);
        metadata[GatewayKeys.Action] = isAnonymous ? string.Empty : policy;
        metadata[GatewayKeys.Mode] = Mode(metadata, Cluster(route.ClusterId, "ClusterId", clusters)).ToString();
        if (metadata.GetValueOrDefault(GatewayKeys.TestCluster) is { } test)
        {
            Cluster(test, GatewayKeys.TestCluster, clusters);
            if (metadata.ContainsKey(GatewayKeys.UpstreamFile) || metadata.ContainsKey(GatewayKeys.UpstreamVariable))
                throw new StartupException($"`{GatewayKeys.TestCluster}`: the route's own upstream credential would go there as well; give each cluster its own");
            metadata[GatewayKeys.Mode] = nameof(KeyMode.Both);
        }

        return route with { AuthorizationPolicy = null, Metadata = metadata, MaxRequestBodySize = route.MaxRequestBodySize ?? NoLimit };
    }

    /// <summary>The route as authorisation sees it.</summary>
    /// <param name="route">Of <see cref="Normalize"/>.</param>
    /// <exception cref="StartupException">A key has a value that it does not take.</exception>
    public static GatewayRoute Compile(RouteConfig route)
    {
        var metadata = route.Metadata!;
        var path = string.IsNullOrEmpty(route.Match.Path) ? "/{**catchall}" : route.Match.Path;
        var (collection, parameter) = Collection(metadata, path);
        return new GatewayRoute(route.RouteId, metadata[GatewayKeys.Action] is { Length: > 0 } action ? action : null, Sources(metadata))
        {
            Collection = collection,
            CollectionParameter = parameter,
            Modes = Enum.Parse<KeyMode>(metadata[GatewayKeys.Mode]),
            Workspace = WorkspaceOf(metadata),
            TestCluster = metadata.GetValueOrDefault(GatewayKeys.TestCluster),
            Surface = SurfaceOf(metadata, path),
        };
    }

    /// <exception cref="StartupException">A key is not one of ours, or not for a cluster.</exception>
    public static void CheckCluster(ClusterConfig cluster)
    {
        CheckNames(cluster.Metadata, key => key.OfCluster);
        ParseMode(cluster.Metadata);
        if (cluster.Destinations is not { Count: > 0 })
            throw new StartupException("`Destinations`: there are none");
        foreach (var (name, destination) in cluster.Destinations)
        {
            if (!Uri.TryCreate(destination.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new StartupException($"`Destinations:{name}:Address`: is no http:// or https:// address");
            if (address.UserInfo.Length > 0)
                throw new StartupException($"`Destinations:{name}:Address`: holds a user; name the credential with {GatewayKeys.UpstreamFile}");
        }
    }

    private static void CheckNames(IReadOnlyDictionary<string, string>? metadata, Func<GatewayKeys.Key, bool> isAllowed)
    {
        foreach (var name in metadata?.Keys ?? [])
        {
            if (name.StartsWith("torque", StringComparison.OrdinalIgnoreCase) && !GatewayKeys.All.Any(key => isAllowed(key) && key.IsNamed(name)))
                throw new StartupException($"`{name}`: unknown; there are {string.Join(", ", GatewayKeys.All.Where(isAllowed).Select(key => key.Display))}");
        }
    }

    // They name things that this server does not register; passed over, they would promise what does not happen.
    private static void CheckUnsupported(RouteConfig route)
    {
        var (name, instead) = route switch
        {
            { CorsPolicy: not null } => ("CorsPolicy", "use --enable-cors"),
            { RateLimiterPolicy: not null } => ("RateLimiterPolicy", "limits are the credential's, by its rate_limit or plan"),
            { OutputCachePolicy: not null } => ("OutputCachePolicy", "nothing is cached"),
            { TimeoutPolicy: not null } => ("TimeoutPolicy", "use Timeout"),
            _ => (null, null),
        };
        if (name is not null)
            throw new StartupException($"`{name}`: not supported; {instead}");
        if (route.Transforms?.Any(transform => transform.ContainsKey("X-Forwarded") || transform.ContainsKey("Forwarded")) == true)
            throw new StartupException("`Transforms`: the gateway itself sets the forwarding headers");
    }

    private static void CheckAction(string policy, IReadOnlyCollection<string>? actions)
    {
        var parts = policy.Split(':');
        if (parts.Length != 2 || !parts.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/')))
            throw new StartupException($"`AuthorizationPolicy`: `{policy}` is neither an action, as `vaults:read`, nor `{Anonymous}`");
        if (actions?.Contains(policy) == false)
            throw new StartupException($"`AuthorizationPolicy`: `{policy}` is none of the `actions` in the section `{GatewayOptions.SectionName}`");
    }

    private static bool IsPlace(string name) =>
        name.StartsWith(GatewayKeys.Query, StringComparison.OrdinalIgnoreCase)
        || new[] { GatewayKeys.Header, GatewayKeys.Bearer }.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool AsksForCredential(string name) =>
        IsPlace(name) || new[] { GatewayKeys.Collection, GatewayKeys.Mode, GatewayKeys.TestCluster, GatewayKeys.Workspace }.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static ClusterConfig Cluster(string? id, string key, IReadOnlyDictionary<string, ClusterConfig> clusters) =>
        id is not null && clusters.TryGetValue(id, out var cluster) ? cluster
        : throw new StartupException($"`{key}`: there is no cluster `{id}`");

    private static KeyMode Mode(IReadOnlyDictionary<string, string> metadata, ClusterConfig cluster)
    {
        var (ofRoute, ofCluster) = (ParseMode(metadata), ParseMode(cluster.Metadata));
        var both = (ofRoute ?? ofCluster ?? KeyMode.Live) & (ofCluster ?? KeyMode.Both);
        return both != KeyMode.None ? both : throw new StartupException($"`{GatewayKeys.Mode}`: the route and its cluster `{cluster.ClusterId}` have no mode in common");
    }

    private static KeyMode? ParseMode(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.FirstOrDefault(pair => pair.Key.Equals(GatewayKeys.Mode, StringComparison.OrdinalIgnoreCase)).Value is not { } text ? null
        : ModeNames.TryGetValue(text, out var mode) ? mode
        : throw new StartupException($"`{GatewayKeys.Mode}`: `{text}` is none of live, test, any");

    private static CredentialSource[] Sources(IReadOnlyDictionary<string, string> metadata)
    {
        // In the order in which they are read: a header before a URL, where both carry something.
        List<CredentialSource> sources = [];
        Add(GatewayKeys.Header, CredentialPlaces.Header, null);
        Add(GatewayKeys.Bearer, CredentialPlaces.Bearer, null);
        foreach (var name in metadata.Keys.Where(name => name.StartsWith(GatewayKeys.Query, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
            Add(name, CredentialPlaces.Query, name[GatewayKeys.Query.Length..]);
        return sources.Count == 0 ? CredentialSource.Default : [.. sources];

        void Add(string key, CredentialPlaces place, string? parameter)
        {
            if (metadata.GetValueOrDefault(key) is not { } text)
                return;

            sources.Add(CredentialSource.Parse(place, parameter, text, out var unknown)
                ?? throw new StartupException($"`{key}`: `{unknown}` is no kind of credential"));
        }
    }

    private static (string? Collection, string? Parameter) Collection(IReadOnlyDictionary<string, string> metadata, string path)
    {
        const string implied = "collection";
        var parameters = Pattern(path).Parameters;
        if (metadata.GetValueOrDefault(GatewayKeys.Collection) is not { } text)
            return (null, IsParameter(implied) ? implied : null);
        if (text is not ['{', .. var name, '}'])
            return text.Length > 0 ? (text, null) : throw new StartupException($"`{GatewayKeys.Collection}`: is empty");

        return IsParameter(name) ? (null, name) : throw new StartupException($"`{GatewayKeys.Collection}`: `{text}` is no parameter of one segment in the path `{path}`");

        bool IsParameter(string name) => parameters.Any(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && !parameter.IsCatchAll);
    }

    private static RoutePattern Pattern(string path)
    {
        try
        {
            return RoutePatternFactory.Parse(path);
        }
        catch (RoutePatternException)
        {
            throw new StartupException($"`Match:Path`: `{path}` is no pattern of a path");
        }
    }

    // A name that no workspace has opens the route to the bootstrap key alone, until somebody makes it.
    private static string? WorkspaceOf(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault(GatewayKeys.Workspace) switch
    {
        null or WorkspaceName.Default => null,
        var name when name == Demand.EveryWorkspace || WorkspaceName.IsValid(name) => name,
        var other => throw new StartupException($"`{GatewayKeys.Workspace}`: `{other}` is neither the name of a workspace, nor `{WorkspaceName.Default}`, nor `{Demand.EveryWorkspace}`"),
    };

    private static Surface SurfaceOf(IReadOnlyDictionary<string, string> metadata, string path) =>
        metadata.GetValueOrDefault(GatewayKeys.Surface) is not { } text ? Surfaces.Of(path.StartsWith('/') ? path : '/' + path)
        : Enum.GetNames<Surface>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<Surface>(text, ignoreCase: true)
        : throw new StartupException($"`{GatewayKeys.Surface}`: `{text}` is none of search, platform, users");
}
