using KeySafety.Server.Records;

namespace KeySafety.Server.Usage;

/// <summary>What a credential was used for, as it is stored: the last use, and a number of days.</summary>
/// <param name="Id">Text of its <see cref="Access.CredentialId"/>.</param>
/// <param name="LastUsedAt">Unix seconds.</param>
/// <param name="LastUsedIp">Where from.</param>
/// <param name="Days">Oldest first.</param>
internal sealed record UsageRecord(string Id, long LastUsedAt, string LastUsedIp, IReadOnlyList<UsageDay> Days) : IRecord
{
    /// <summary>Days that are kept, today among them.</summary>
    public const int MaxDays = 31;

    /// <summary>The last batch whose counts are in it; 0 for none.</summary>
    public long Batch { get; init; }

    /// <summary>The same with later uses added; days that are too old go.</summary>
    public static UsageRecord Add(UsageRecord? before, string id, UsageCount count, long batch)
    {
        var today = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(count.LastUsedAt).UtcDateTime);
        var days = (before?.Days ?? []).Where(day => day.Date > today.AddDays(-MaxDays)).ToList();
        var index = days.FindIndex(day => day.Date == today);
        if (index < 0)
            days.Add(new UsageDay { Date = today }.Plus(count));
        else
            days[index] = days[index].Plus(count);
        return new UsageRecord(id, count.LastUsedAt, count.LastUsedFrom.ToString(), days) { Batch = batch };
    }
}
