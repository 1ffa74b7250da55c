using System.Globalization;
using KeySafety.Server.Access;

namespace KeySafety.Server.Usage;

/// <summary>What a credential was used for in the last days, up to this moment: the answer of every route that tells it.</summary>
/// <param name="Id">Of a key, null for all else.</param>
/// <param name="ClientId">Of a client, null for all else.</param>
/// <param name="KeyId">Of a user's key, null for all else.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>; null where it is bound to neither.</param>
/// <param name="Days">As asked for, 1 to 31, today among them (UTC).</param>
/// <param name="Requests">In which it was in force.</param>
/// <param name="Errors">Answered with 400 or more.</param>
/// <param name="ErrorRate">Their share, 0 to 1.</param>
/// <param name="LastUsedAt">Unix seconds; null where it never was.</param>
/// <param name="LastUsedIp">Where from.</param>
/// <param name="ByRoute">The most used first.</param>
/// <param name="ByDay">Days with requests, the oldest first.</param>
/// <param name="Addresses">The most used first; <c>other</c> stands for those beyond the number that is told apart.</param>
internal sealed record UsageReport(
    int? Id,
    string? ClientId,
    string? KeyId,
    string? Mode,
    int Days,
    long Requests,
    long Errors,
    double ErrorRate,
    long? LastUsedAt,
    string? LastUsedIp,
    IReadOnlyList<UsageReport.RouteLine> ByRoute,
    IReadOnlyList<UsageReport.DayLine> ByDay,
    IReadOnlyList<UsageReport.AddressLine> Addresses)
{
    private const int DefaultDays = 30;

    internal sealed record RouteLine(string Route, long Requests, long Errors);

    internal sealed record DayLine(string Date, long Requests, long Errors);

    internal sealed record AddressLine(string Address, long Requests);

    /// <summary>Answers <c>?days=30</c> about a credential that the caller may see.</summary>
    /// <param name="context">The request.</param>
    /// <param name="usage">Where it is counted.</param>
    /// <param name="clock">Says what today is.</param>
    /// <param name="id">The credential.</param>
    /// <param name="named">The report with its id in the field of its kind.</param>
    /// <exception cref="Keys.StoreUnavailableException">The disk refused what was counted last.</exception>
    public static async Task<IResult> Answer(HttpContext context, UsageWriter usage, TimeProvider clock, CredentialId id, Func<UsageReport, UsageReport> named)
    {
        var asked = context.Request.Query["days"].ToString();
        var days = DefaultDays;
        if (asked.Length > 0 && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= UsageRecord.MaxDays))
            return Reply.Error(StatusCodes.Status400BadRequest, $"Parameter `days` must be a number from 1 to {UsageRecord.MaxDays}.", Surfaces.Of(context));

        var record = await usage.Read(id);
        var first = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - days);
        return Reply.Json(named(Of(days, record, (record?.Days ?? []).Where(day => day.Date >= first).ToList())));
    }

    private static UsageReport Of(int days, UsageRecord? record, List<UsageDay> recent)
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
        return new UsageReport(
            null,
            null,
            null,
            null,
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
