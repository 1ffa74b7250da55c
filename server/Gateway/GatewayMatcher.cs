namespace KeySafety.Server.Gateway;

/// <summary>Which route of the gateway a request would take that is only asked about: the answer of the router that the gateway itself uses.</summary>
internal sealed class GatewayMatcher
{
    private IServiceProvider? _services;
    private RequestDelegate? _route;

    /// <summary>Begins to answer; before, and without a gateway, no request takes a route of it.</summary>
    public void Use(WebApplication app)
    {
        var branch = ((IApplicationBuilder)app).New();
        branch.UseRouting();
        // Ends here: the endpoint is found and not run.
        branch.Use((HttpContext _, RequestDelegate _) => Task.CompletedTask);
        branch.UseEndpoints(endpoints =>
        {
            foreach (var source in ((IEndpointRouteBuilder)app).DataSources)
                endpoints.DataSources.Add(source);
        });
        _services = app.Services;
        _route = branch.Build();
    }

    /// <summary>The route, or null where the gateway has none.</summary>
    /// <param name="asked">The request that asks, for the headers and the host that routes may match.</param>
    /// <param name="method">Of the request that is asked about.</param>
    /// <param name="path">As on the wire, without the query.</param>
    /// <param name="query">As on the wire.</param>
    public ValueTask<GatewayMatch?> Match(HttpContext asked, string method, string path, string? query) =>
        _route is null || !PlainPath.Is(path) ? default : Match(_route, asked, method, path, query);

    private async ValueTask<GatewayMatch?> Match(RequestDelegate route, HttpContext asked, string method, string path, string? query)
    {
        var context = new DefaultHttpContext { RequestServices = _services! };
        var request = context.Request;
        request.Method = method;
        request.Scheme = asked.Request.Scheme;
        request.Path = PathString.FromUriComponent(path);
        request.QueryString = string.IsNullOrEmpty(query) ? default : new QueryString(query);
        foreach (var (name, value) in asked.Request.Headers)
            request.Headers[name] = value;
        // A header as well: not before the others.
        request.Host = asked.Request.Headers["X-Forwarded-Host"] is [{ Length: > 0 } host] ? new HostString(host) : asked.Request.Host;

        await route(context);
        return context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<GatewayRoute>() is { } found
            && PlainPath.HasLiteralsOf(endpoint.RoutePattern, request.Path.Value)
            ? new GatewayMatch(found, request.RouteValues)
            : null;
    }
}
