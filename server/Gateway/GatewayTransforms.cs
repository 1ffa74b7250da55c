using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace KeySafety.Server.Gateway;

/// <summary>What the gateway changes on every request to a service and on every answer from one, after the route's own transforms.</summary>
internal sealed class GatewayTransforms(
    KeyServerOptions options, ClientAddress addresses, UpstreamCredentials credentials, TimeProvider clock, ILogger<GatewayTransforms> logger) : ITransformProvider
{
    private const string Redacted = "[redacted]";

    private readonly CallerSignature? _signature = options.Gateway.SigningKey is { } key ? new CallerSignature(key) : null;

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        // Ours believe trusted proxies; YARP's would believe nobody and lose the client.
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(Request);
        context.AddResponseTransform(Response);
        context.AddResponseTrailersTransform(Trailers);
    }

    private ValueTask Request(RequestTransformContext transform)
    {
        var context = transform.HttpContext;
        var request = transform.ProxyRequest;
        ForwardedHeaders.Write(context, request.Headers, addresses);
        if (AuditedRequest.Of(context) is { } audited)
        {
            // One name for the request in the audit, at the service and in the answer.
            request.Headers.Remove(RequestId.Header);
            request.Headers.TryAddWithoutValidation(RequestId.Header, audited.Id);
        }

        if (CredentialOf(context) is { } credential)
        {
            var secret = credential.Secret.Value(logger);
            request.Headers.Remove(credential.Header);
            request.Headers.TryAddWithoutValidation(credential.Header, credential.Scheme.Length == 0 ? secret : $"{credential.Scheme} {secret}");
        }

        if (_signature is not null && GatewayCall.Of(context) is { } call)
        {
            request.RequestUri ??= RequestUtilities.MakeDestinationAddress(transform.DestinationPrefix, transform.Path, transform.Query.QueryString);
            _signature.Write(request.Headers, request.Method.Method, request.RequestUri.PathAndQuery, call.Principal, clock.GetUtcNow(), logger);
        }

        return default;
    }

    private ValueTask Response(ResponseTransformContext transform)
    {
        var headers = transform.HttpContext.Response.Headers;
        foreach (var (name, value) in GatewayCall.Of(transform.HttpContext)?.OwnHeaders ?? [])
            headers[name] = value;
        Clean(headers, transform.HttpContext);
        return default;
    }

    private ValueTask Trailers(ResponseTrailersTransformContext transform)
    {
        if (transform.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            Clean(trailers, transform.HttpContext);
        return default;
    }

    // A service that echoes what it was sent, or redirects with it, must not hand it to the caller.
    private void Clean(IHeaderDictionary headers, HttpContext context)
    {
        var secret = CredentialOf(context)?.Secret.Value(logger);
        List<(string Name, StringValues Value)>? changed = null;
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith(CallerCredential.IdentityPrefix, StringComparison.OrdinalIgnoreCase))
                (changed ??= []).Add((name, default));
            else if (secret is not null && value.Any(text => Holds(text, secret)))
                (changed ??= []).Add((name, new StringValues([.. value.Select(text => Without(text!, secret))])));
        }

        foreach (var (name, value) in changed ?? [])
            headers[name] = value;
    }

    private static bool Holds(string? text, string secret) =>
        text is not null && (text.Contains(secret, StringComparison.Ordinal) || text.Contains(Uri.EscapeDataString(secret), StringComparison.OrdinalIgnoreCase));

    private static string Without(string text, string secret) => text
        .Replace(secret, Redacted, StringComparison.Ordinal)
        .Replace(Uri.EscapeDataString(secret), Redacted, StringComparison.OrdinalIgnoreCase);

    private UpstreamCredential? CredentialOf(HttpContext context) =>
        context.Features.Get<IReverseProxyFeature>() is { } proxy ? credentials.Find(proxy.Route.Config, proxy.Cluster.Config) : null;
}
