namespace KeySafety.Server.Gateway;

/// <summary>The route that a request takes.</summary>
/// <param name="Route">Of the gateway.</param>
/// <param name="Values">Parameters of the path.</param>
internal readonly record struct GatewayMatch(GatewayRoute Route, RouteValueDictionary Values);
