using KeySafety.Server.Records;

namespace KeySafety.Server.Usage;

/// <summary>The stored usage. In memory is the last use alone; days are read from the disk when they are asked for.</summary>
internal sealed class UsageTable() : RecordTable<UsageRecord>("usage")
{
    /// <summary>The last batch that a record holds counts of.</summary>
    public long LastBatch { get; private set; }

    protected override UsageRecord Kept(UsageRecord record) => record with { Days = [] };

    protected override void Changed(UsageRecord? before, UsageRecord? after) => LastBatch = Math.Max(LastBatch, after?.Batch ?? 0);
}
