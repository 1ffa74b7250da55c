using KeySafety.Server.Access;
using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Gateway;

/// <summary>A request on its way through the gateway, for the steps that YARP runs in between.</summary>
/// <param name="Route">That it takes.</param>
/// <param name="Principal">Who makes it; nobody's on an anonymous route.</param>
/// <param name="OwnHeaders">What this server put on the answer already; the service's headers of these names do not count.</param>
internal sealed record GatewayCall(GatewayRoute Route, Principal Principal, List<KeyValuePair<string, StringValues>> OwnHeaders)
{
    public static GatewayCall? Of(HttpContext context) => context.Features.Get<GatewayCall>();
}
