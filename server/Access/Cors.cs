using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>Answers browsers from other origins, as Typesense does. Its statuses and headers differ from ASP.NET Core's own CORS.</summary>
internal sealed class Cors(KeyServerOptions options)
{
    private const string Methods = "POST, GET, DELETE, PUT, PATCH, OPTIONS";

    // As Typesense.
    private const string MaxAgeSeconds = "3600";

    /// <summary>Adds the headers; answers a preflight, which carries no key.</summary>
    /// <returns>Whether the request is answered.</returns>
    public bool Answer(HttpContext context)
    {
        if (!options.EnableCors)
            return false;

        var headers = context.Response.Headers;
        if (options.CorsDomains.Count == 0)
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.Vary = "Origin";
            if (options.CorsDomains.Contains(context.Request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase))
                headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        }

        if (!HttpMethods.IsOptions(context.Request.Method)
            || context.Request.Headers.AccessControlRequestHeaders is not { Count: > 0 } asked)
        {
            return false;
        }

        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = new StringValues([.. asked]);
        headers.AccessControlMaxAge = MaxAgeSeconds;
        return true;
    }
}
