using System.Collections.Concurrent;
using LiteDB;

namespace KeySafety.Server.Records;

/// <summary>One kind of record: where it lies in the database, and what of it is in memory.</summary>
/// <remarks>How to add a kind: server/README.md, "Records beside the keys".</remarks>
internal abstract class RecordTable(string name)
{
    /// <summary>Of the collection in the database; never reused for another kind.</summary>
    public string Name => name;

    /// <summary>Takes a record that was read at start and is verified.</summary>
    /// <param name="document">As it lies on disk.</param>
    /// <param name="isSealed">Whether its secrets are under the data key in use; false after <c>--reseal</c>.</param>
    public abstract void Load(BsonDocument document, bool isSealed);

    /// <summary>Shows a change to requests, once it is on disk. For the store's thread alone.</summary>
    public abstract void Publish(string id, IRecord? record);
}

/// <summary>A table whose records are all in memory: requests read them without a lock while the store's thread changes them.</summary>
internal class RecordTable<T>(string name) : RecordTable(name)
    where T : class, IRecord
{
    private readonly ConcurrentDictionary<string, T> _records = new(StringComparer.Ordinal);

    public IEnumerable<T> Values => _records.Select(record => record.Value);

    public int Count => _records.Count;

    public T? Find(string id) => _records.GetValueOrDefault(id);

    public override void Load(BsonDocument document, bool isSealed)
    {
        var record = RecordDocument.Read<T>(document);
        if ((isSealed ? record : Resealed(record)) is { } usable)
            Publish(usable.Id, usable);
    }

    public override void Publish(string id, IRecord? record)
    {
        var before = Find(id);
        var after = record is null ? null : Kept((T)record);
        if (after is not null)
            _records[id] = after;
        else
            _records.TryRemove(id, out _);
        Changed(before, after);
    }

    /// <summary>What remains of a record whose data key is lost, or null; on disk it stays as it is.</summary>
    protected virtual T? Resealed(T record) => record;

    /// <summary>What stays in memory of a record: all of it, unless a kind is too many or too large; the rest is read with <c>KeyChanges.Read</c>.</summary>
    protected virtual T Kept(T record) => record;

    /// <summary>Keeps further indexes: called with what stood before and what stands now, either of them null.</summary>
    protected virtual void Changed(T? before, T? after)
    {
    }
}
