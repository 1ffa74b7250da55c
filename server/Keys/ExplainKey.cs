using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Gateway;

namespace KeySafety.Server.Keys;

/// <summary><c>GET /keys/{id}/explain?method=&amp;path=&amp;ip=</c>: whether a request with this key would be allowed, and which rule says so.</summary>
/// <remarks>
/// For administrators, by the same judgement as a request, which it does not count. <c>mode=test</c> asks about an upstream that is marked for
/// test. Collections that stand in a body are not known here, as where a proxy does not send it along.
/// </remarks>
internal static class ExplainKey
{
    internal sealed record Response(bool Allowed, string Rule, string Reason, string? Action, IReadOnlyList<string>? Collections);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ExplainKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, AccessControl access, ClientAddress addresses, GatewayMatcher gateway)
    {
        var query = context.Request.Query;
        var (method, path, ip, mode) = (query["method"].ToString(), query["path"].ToString(), query["ip"].ToString(), query["mode"].ToString());
        if (method.Length == 0 || !path.StartsWith('/'))
            return Reply.Error(StatusCodes.Status400BadRequest, "Parameters `method` and `path` are required; a path starts with a slash.");
        if (!IPAddress.TryParse(ip.Length == 0 ? addresses.Of(context).ToString() : ip, out var client))
            return Reply.Error(StatusCodes.Status400BadRequest, "Parameter `ip` must be an address.");
        if (mode is not ("" or "live" or "test"))
            return Reply.Error(StatusCodes.Status400BadRequest, "Parameter `mode` must be `live` or `test`.");
        if (store.Find(id, context) is not { } key)
            return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);

        var question = path.IndexOf('?', StringComparison.Ordinal);
        var asked = await AuthorizedRequest.DemandOf(context, gateway, method.ToUpperInvariant(), question < 0 ? path : path[..question], question < 0 ? null : path[question..]);
        if (asked is not { } demand)
            return Reply.Json(new Response(true, "open", "The route needs no credential.", null, null));
        if (mode == "test")
            demand = demand with { Modes = KeyMode.Test };

        // What stands behind the key's own workspace.
        demand = demand with { Workspace = key.Grants.Workspace };
        var outcome = access.Judge(new Principal(key), demand, client);
        var (rule, reason) = Words(outcome, demand);
        return Reply.Json(new Response(outcome == KeyCheckOutcome.Allowed, rule, reason, demand.Action, demand.Scope.IsUnknown ? null : [.. demand.Scope.Names.OfType<string>()]));
    }

    private static (string Rule, string Reason) Words(KeyCheckOutcome outcome, in Demand demand) => outcome switch
    {
        KeyCheckOutcome.Allowed => ("allowed", "In force, and granted; a rate limit is not asked here."),
        KeyCheckOutcome.Expired => ("expiry", "The key is past its expiry."),
        KeyCheckOutcome.Revoked => ("revoked", "The key was revoked."),
        KeyCheckOutcome.ModeNotAccepted => ("mode", "A test key opens what is marked for test, a live key what is not."),
        KeyCheckOutcome.AddressNotAllowed => ("allowed_ips", "The address is in none of the key's ranges."),
        KeyCheckOutcome.KindNotAccepted => ("kind", "The route takes other credentials than keys."),
        KeyCheckOutcome.ActionNotGranted when demand.Action.Length == 0 => ("actions", "No route of the table is this one: only the action `*` covers it."),
        KeyCheckOutcome.ActionNotGranted => ("actions", $"None of the key's actions covers `{demand.Action}`."),
        _ => ("collections", "The key's collections do not cover what the request is about."),
    };
}
