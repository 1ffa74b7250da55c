using System.Net.Http.Headers;
using KeySafety.Server.Access;

namespace KeySafety.Server.Gateway;

/// <summary>Tells a service where a request came from, and believes nobody about it but <c>--trusted-proxies</c>.</summary>
/// <remarks>
/// <c>X-Forwarded-For</c>: the peer of this connection; from a trusted proxy the client that it names and the trusted proxies after
/// that, then the peer. What stands further left was written by somebody who is not trusted, and goes.
/// </remarks>
internal static class ForwardedHeaders
{
    private const string Prefix = "X-Forwarded-";
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";

    /// <summary>Whether the header says where a request came from.</summary>
    public static bool IsForwarding(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Client-IP", StringComparison.OrdinalIgnoreCase)
        || name.Equals("True-Client-IP", StringComparison.OrdinalIgnoreCase);

    /// <summary>Puts them on the request that goes to the service.</summary>
    /// <param name="context">The request as it came.</param>
    /// <param name="headers">Of the request that goes, with those that came copied.</param>
    /// <param name="addresses">Who is trusted.</param>
    public static void Write(HttpContext context, HttpRequestHeaders headers, ClientAddress addresses)
    {
        var request = context.Request;
        var isTrusted = addresses.IsTrustedProxy(context);
        List<string>? dropped = null;
        foreach (var header in headers.NonValidated)
        {
            // X-Forwarded-Prefix, -Port and the like have no meaning of our own; a trusted proxy's are passed on.
            if (IsForwarding(header.Key) && (!isTrusted || IsOurs(header.Key)))
                (dropped ??= []).Add(header.Key);
        }

        foreach (var name in dropped ?? [])
            headers.Remove(name);

        headers.TryAddWithoutValidation(For, addresses.Chain(context));
        headers.TryAddWithoutValidation(Proto, Said(request, isTrusted, Proto) ?? request.Scheme);
        if ((Said(request, isTrusted, Host) ?? request.Host.Value) is { Length: > 0 } host)
            headers.TryAddWithoutValidation(Host, host);
    }

    private static bool IsOurs(string name) =>
        name.Equals(For, StringComparison.OrdinalIgnoreCase) || name.Equals(Proto, StringComparison.OrdinalIgnoreCase) || name.Equals(Host, StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);

    // One that came twice is no word of a proxy that sets it.
    private static string? Said(HttpRequest request, bool isTrusted, string name) =>
        isTrusted && request.Headers[name] is [{ Length: > 0 } said] ? said : null;
}
