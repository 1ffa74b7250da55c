using KeySafety.Server.Records;

namespace KeySafety.Server.Usage;

/// <summary>The stored usage. In memory is the last use alone; days are read from the disk when they are asked for.</summary>
internal sealed class UsageTable() : RecordTable<UsageRecord>("usage")
{
    protected override UsageRecord Kept(UsageRecord record) => record with { Days = [] };
}
