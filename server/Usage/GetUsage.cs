using System.Globalization;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Usage;

/// <summary><c>GET /keys/{id}/usage?days=30</c>: requests, errors, routes, days and addresses of a key, up to this moment.</summary>
internal static class GetUsage
{
    private const int DefaultDays = 30;

    internal sealed record Response(
        int Id,
        string? Mode,
        int Days,
        long Requests,
        long Errors,
        double ErrorRate,
        long? LastUsedAt,
        string? LastUsedIp,
        IReadOnlyList<RouteLine> ByRoute,
        IReadOnlyList<DayLine> ByDay,
        IReadOnlyList<AddressLine> Addresses);

    internal sealed record RouteLine(string Route, long Requests, long Errors);

    internal sealed record DayLine(string Date, long Requests, long Errors);

    internal sealed record AddressLine(string Address, long Requests);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetUsage, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock)
    {
        var asked = context.Request.Query["days"].ToString();
        var days = DefaultDays;
        if (asked.Length > 0 && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= UsageRecord.MaxDays))
            return Reply.Error(StatusCodes.Status400BadRequest, $"Parameter `days` must be a number from 1 to {UsageRecord.MaxDays}.");
        if (store.Find(id, context) is not { } key)
            return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);

        var record = await usage.Read(key.CredentialId);
        var first = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - days);
        return Reply.Json(Sum(key, days, record, (record?.Days ?? []).Where(day => day.Date >= first).ToList()));
    }

    private static Response Sum(ApiKey key, int days, UsageRecord? record, List<UsageDay> recent)
    {
        var routes = recent.SelectMany(day => day.Routes)
            .GroupBy(route => route.Key, (route, uses) => new RouteLine(route, uses.Sum(use => use.Value.Requests), uses.Sum(use => use.Value.Errors)))
            .OrderByDescending(line => line.Requests).ThenBy(line => line.Route, StringComparer.Ordinal)
            .ToList();
        var addresses = recent.SelectMany(day => day.Addresses)
            .GroupBy(address => address.Key, (address, uses) => new AddressLine(address, uses.Sum(use => use.Value)))
            .OrderByDescending(line => line.Requests).ThenBy(line => line.Address, StringComparer.Ordinal)
            .ToList();
        if (recent.Sum(day => day.OtherAddresses) is > 0 and var others)
            addresses.Add(new AddressLine("other", others));
        var (requests, errors) = (routes.Sum(line => line.Requests), routes.Sum(line => line.Errors));
        return new Response(
            key.Id,
            KeyView.ModeName(key.Policies),
            days,
            requests,
            errors,
            requests == 0 ? 0 : Math.Round((double)errors / requests, 4),
            record?.LastUsedAt,
            record?.LastUsedIp,
            routes,
            [.. recent.Select(day => new DayLine(
                day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Routes.Values.Sum(use => use.Requests), day.Routes.Values.Sum(use => use.Errors)))],
            addresses);
    }
}
