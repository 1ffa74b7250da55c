using KeySafety.Server.Access;

namespace KeySafety.Server.Health;

/// <summary><c>GET /stats.json</c>: requests a second and mean milliseconds by route, over the last ten seconds.</summary>
internal static class GetStats
{
    internal sealed record Response(
        IReadOnlyDictionary<string, double> LatencyMs,
        IReadOnlyDictionary<string, double> RequestsPerSecond,
        double TotalRequestsPerSecond);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.Stats, Handle);

    private static IResult Handle(RequestRates rates)
    {
        var current = rates.Current();
        return Reply.Json(
            new Response(
                current.ToDictionary(route => route.Key, route => Math.Round(route.Value.LatencyMs, 3)),
                current.ToDictionary(route => route.Key, route => route.Value.PerSecond),
                current.Sum(route => route.Value.PerSecond)));
    }
}
