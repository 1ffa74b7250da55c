using KeySafety.Server.Access;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;

namespace KeySafety.Server.Gateway;

/// <summary>Steps around YARP's own: test keys go to their cluster, and a destination that cannot be reached is passed over.</summary>
internal static class GatewayForwarding
{
    /// <summary>Puts the steps into YARP's pipeline, with all that its default one has.</summary>
    public static void Configure(IReverseProxyApplicationBuilder proxy)
    {
        var lookup = proxy.ApplicationServices.GetRequiredService<IProxyStateLookup>();
        proxy.Use((context, next) => Forward(context, next, lookup));
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }

    private static async Task Forward(HttpContext context, RequestDelegate next, IProxyStateLookup lookup)
    {
        if (GatewayCall.Of(context) is { Route.TestCluster: { } test, Principal.Policies.Mode: KeyMode.Test } && lookup.TryGetCluster(test, out var cluster))
            context.ReassignProxyRequest(cluster);

        var proxy = context.GetReverseProxyFeature();
        // Load balancing leaves but the one that it chose.
        var untried = proxy.AvailableDestinations;
        await next(context);
        // No byte of the request has left: to ask the next one is safe for any method, and its body is still unread.
        while (WasUnreachable(context) && proxy.ProxiedDestination is { } tried && !context.RequestAborted.IsCancellationRequested)
        {
            untried = [.. untried.Where(destination => destination != tried)];
            if (untried.Count == 0)
                return;

            proxy.AvailableDestinations = untried;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            await next(context);
        }
    }

    private static bool WasUnreachable(HttpContext context) =>
        !context.Response.HasStarted && context.Features.Get<IForwarderErrorFeature>() is { Error: ForwarderError.Request } error && IsConnecting(error.Exception);

    /// <summary>Whether a connection could not be made at all.</summary>
    public static bool IsConnecting(Exception? error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };
}
