using KeySafety.Server.Gateway;

namespace KeySafety.Server.Access;

/// <summary>Puts handlers behind rows of the <see cref="RouteTable"/>: pattern, method and action come from the row.</summary>
internal static class RouteMapping
{
    public static void MapRow(this IEndpointRouteBuilder routes, Route row, Delegate handler) =>
        routes.MapMethods(row.Pattern, [row.Method], handler).WithMetadata(row).BeforeGateway();
}
