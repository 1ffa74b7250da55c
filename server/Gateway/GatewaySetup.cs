using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>Puts the gateway into the server, where its configuration asks for one.</summary>
internal static class GatewaySetup
{
    public static IServiceCollection AddGateway(this IServiceCollection services, KeyServerOptions options)
    {
        services.AddSingleton<UpstreamCredentials>().AddSingleton<GatewayConfiguration>().AddSingleton<GatewayMatcher>().AddSingleton<Gateway>();
        if (!options.Gateway.IsConfigured)
            return services;

        services.AddRequestTimeouts();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<GatewayConfiguration>());
        services.AddReverseProxy().AddTransforms<GatewayTransforms>();
        return services;
    }

    /// <summary>Maps the routes; those of the server itself come before them.</summary>
    public static void MapGateway(this WebApplication app, KeyServerOptions options)
    {
        if (!options.Gateway.IsConfigured)
            return;

        app.UseRequestTimeouts();
        app.MapReverseProxy(GatewayForwarding.Configure).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(GatewayReader.Compile(route)));
        app.Services.GetRequiredService<GatewayMatcher>().Use(app);
    }

    /// <summary>Puts an endpoint of the server itself before all of the gateway, whatever order its routes ask for.</summary>
    public static IEndpointConventionBuilder BeforeGateway(this IEndpointConventionBuilder endpoint)
    {
        endpoint.Add(builder => ((RouteEndpointBuilder)builder).Order = int.MinValue);
        return endpoint;
    }
}
