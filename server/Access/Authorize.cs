using KeySafety.Server.Audit;
using KeySafety.Server.Gateway;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Http.Features;

namespace KeySafety.Server.Access;

/// <summary>
/// <c>/authorize</c>, any method: the check that nginx (<c>auth_request</c>), Traefik, Caddy (<c>forward_auth</c>) and Envoy
/// (<c>ext_authz</c>) ask before they pass a request on.
/// </summary>
/// <remarks>
/// 200 with <c>X-Key-Id</c>, <c>X-Key-Prefix</c> and, for a scoped key, <c>X-Key-Embedded-Parameters</c>; 401 for a missing, unknown
/// or expired key; 403 for a known one that may not; 429 for an address that failed too often. How a request is read:
/// <see cref="AuthorizedRequest"/>. Where the collections stand in a body that the proxy does not send along, only a key
/// without a limit on collections passes.
/// </remarks>
internal static class Authorize
{
    public const string Path = "/authorize";

    /// <summary>Marks the endpoint that checks keys itself.</summary>
    internal sealed class OwnCheck;

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Taken once: asking a request for its services makes and disposes of a scope, although all of these are singletons.
        var access = routes.ServiceProvider.GetRequiredService<AccessControl>();
        var addresses = routes.ServiceProvider.GetRequiredService<ClientAddress>();
        var activities = routes.ServiceProvider.GetRequiredService<Activities>();
        var gateway = routes.ServiceProvider.GetRequiredService<GatewayMatcher>();
        var tokenParameters = routes.ServiceProvider.GetRequiredService<TokenParameters>();
        RequestDelegate handle = context => Handle(context, access, addresses, gateway, activities, tokenParameters);
        routes.Map(Path, handle).WithMetadata(new OwnCheck()).BeforeGateway();
        routes.Map(Path + "/{**path}", handle).WithMetadata(new OwnCheck()).BeforeGateway();
    }

    private static async Task Handle(
        HttpContext context, AccessControl access, ClientAddress addresses, GatewayMatcher gateway, Activities activities, TokenParameters tokenParameters)
    {
        var (request, problem) = await AuthorizedRequest.Of(context, Rest(context), addresses, gateway);
        if (request is not { } asked)
        {
            await Reply.WriteError(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        var audited = AuditedRequest.Of(context)!;
        audited.Row = asked.Route;
        if (asked.Gateway is { } behind)
            audited.AskAbout(behind.Route, behind.Method);
        if (asked.Demand is not { } demand)
        {
            // The route needs no key.
            context.Response.ContentLength = 0;
            return;
        }

        var presented = asked.Presented ?? tokenParameters.TokenIn(asked.Query, asked.TokenPlaces, ref demand);
        var check = asked.Body != CollectionSource.None && context.Request.ContentLength is not 0
            ? await BodyCheck.Check(context, access, asked with { Presented = presented }, demand)
            : await access.Check(context, presented, demand);
        check.Rate.WriteTo(context.Response.Headers);
        await Answer(context, access, check, asked.LimitedStatus);
        if (check.IsKnown)
            activities.CountUse(check.Principal, demand.Route, !check.IsAllowed, audited.Address);
    }

    // As on the wire: a path that was decoded once is not the path that the service behind the proxy decodes.
    private static string Rest(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target.AsSpan() : target.AsSpan(0, question);
        return path.StartsWith(Path, StringComparison.OrdinalIgnoreCase) ? path[Path.Length..].ToString() : string.Empty;
    }

    private static async Task Answer(HttpContext context, AccessControl access, KeyCheck check, int limitedStatus)
    {
        if (check.IsLimited)
        {
            await Reply.WriteRetry(context, limitedStatus, Reply.Limited, access.Wait(context, check));
        }
        else if (!check.IsKnown)
        {
            await Reply.WriteError(context, StatusCodes.Status401Unauthorized, Reply.Unauthorized);
        }
        else if (!check.IsAllowed)
        {
            await Reply.WriteError(context, StatusCodes.Status403Forbidden, "Forbidden - this API key may not do that.");
        }
        else
        {
            var headers = context.Response.Headers;
            headers["X-Key-Id"] = check.Principal.Credential!.CredentialId.ToString();
            if (check.Principal.Key is { } key)
                headers["X-Key-Prefix"] = HeaderSafe(key.Prefix.ToString());
            if (check.Principal.Workspace is { } workspace)
                headers["X-Key-Workspace"] = workspace;
            if (check.Principal.Embedded is { } embedded)
                headers["X-Key-Embedded-Parameters"] = embedded.Json;
            context.Response.ContentLength = 0;
        }
    }

    private static string HeaderSafe(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('!', '~') ? Uri.EscapeDataString(text) : text;
}
