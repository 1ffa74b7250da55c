using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>Reads YARP's own section with YARP's own reader and validator, without starting a proxy.</summary>
internal static class GatewaySchema
{
    public const string SectionName = "ReverseProxy";

    public const string Help = "Routes and clusters of the gateway, in YARP's own schema; see Gateway below. Read again when the file changes.";

    /// <summary>What the configuration says; <see cref="GatewaySnapshot.Empty"/> where it has no such section.</summary>
    /// <exception cref="StartupException">It is wrong; one line that says where.</exception>
    public static GatewaySnapshot Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(SectionName);
        if (!section.Exists())
            return GatewaySnapshot.Empty;

        CheckNames(section);
        var services = new ServiceCollection();
        services.AddLogging().AddRouting().AddReverseProxy().LoadFromConfig(section);
        using var provider = services.BuildServiceProvider();
        var snapshot = GatewaySnapshot.Of(Routes(provider, out var clusters), clusters, RouteRules.Of(configuration));
        Validate(provider.GetRequiredService<IConfigValidator>(), snapshot);
        return snapshot;
    }

    private static IReadOnlyList<RouteConfig> Routes(IServiceProvider provider, out IReadOnlyList<ClusterConfig> clusters)
    {
        try
        {
            var config = provider.GetRequiredService<IProxyConfigProvider>().GetConfig();
            clusters = config.Clusters;
            return config.Routes;
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            // The reader says what it could not make a number of, and not where.
            throw new StartupException($"The section `{SectionName}` of the configuration cannot be read: {error.Message}");
        }
    }

    private static void CheckNames(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(child => !IsNamed(child, "Routes") && !IsNamed(child, "Clusters")) is { } other)
            throw new StartupException($"The section `{SectionName}` of the configuration has an unknown key `{other.Key}`; there are Routes and Clusters.");

        Check("Routes", "route", typeof(RouteConfig));
        Check("Clusters", "cluster", typeof(ClusterConfig));

        void Check(string name, string kind, Type type)
        {
            foreach (var item in section.GetSection(name).GetChildren())
            {
                if (KnownNames.FirstUnknown(item, type) is { } unknown)
                    throw new StartupException($"The gateway's {kind} `{item.Key}`, `{unknown}`: YARP knows no such key.");
            }
        }

        static bool IsNamed(IConfigurationSection child, string name) => child.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    private static void Validate(IConfigValidator validator, GatewaySnapshot snapshot)
    {
        foreach (var cluster in snapshot.Clusters)
            Refuse("cluster", cluster.ClusterId, validator.ValidateClusterAsync(cluster));
        foreach (var route in snapshot.Routes)
            Refuse("route", route.RouteId, validator.ValidateRouteAsync(route));
    }

    private static void Refuse(string kind, string id, ValueTask<IList<Exception>> validation)
    {
        // Nothing in it waits.
        if (validation.AsTask().GetAwaiter().GetResult() is [var first, ..])
            throw new StartupException($"The gateway's {kind} `{id}`: {first.Message}");
    }
}
