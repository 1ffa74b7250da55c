using KeySafety.Server.Records;
using LiteDB;

namespace KeySafety.Server.Usage;

/// <summary>The stored batches. Their rows are in memory as counts (<see cref="UsageBacklog"/>), and not a second time here.</summary>
internal sealed class UsageBatchTable() : RecordTable<UsageBatch>("usage_batches")
{
    private List<UsageBatch> _found = [];

    /// <summary>Rows in all batches.</summary>
    public long Rows => Values.Sum(batch => (long)batch.Count);

    public override void Load(BsonDocument document, bool isSealed)
    {
        var batch = RecordDocument.Read<UsageBatch>(document);
        _found.Add(batch);
        Publish(batch.Id, batch);
    }

    /// <summary>The batches that were there at start, with their rows; once.</summary>
    public IReadOnlyList<UsageBatch> TakeFound()
    {
        var found = _found.OrderBy(batch => batch.Sequence).ToList();
        _found = [];
        return found;
    }

    protected override UsageBatch Kept(UsageBatch record) => record with { Rows = [] };
}
