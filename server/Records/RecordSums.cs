using System.Globalization;
using LiteDB;

namespace KeySafety.Server.Records;

/// <summary>What the header says of every table: how many records it holds, and the sum of their checksums. Immutable.</summary>
internal sealed class RecordSums : IEquatable<RecordSums>
{
    private readonly SortedDictionary<string, (int Count, long Sum)> _tables;

    private RecordSums(SortedDictionary<string, (int Count, long Sum)> tables) => _tables = tables;

    public static RecordSums None { get; } = new(new(StringComparer.Ordinal));

    public IEnumerable<string> Tables => _tables.Keys;

    public (int Count, long Sum) Of(string table) => _tables.GetValueOrDefault(table);

    /// <summary>The same with one table's numbers changed; both may be negative.</summary>
    public RecordSums Plus(string table, int count, long sum)
    {
        var (oldCount, oldSum) = Of(table);
        return new RecordSums(new(_tables, StringComparer.Ordinal) { [table] = (oldCount + count, unchecked(oldSum + sum)) });
    }

    public bool Equals(RecordSums? other) => other is not null && _tables.SequenceEqual(other._tables);

    public override bool Equals(object? obj) => Equals(obj as RecordSums);

    /// <summary>All of it, in one order: differs where a number or a sum differs.</summary>
    public override string ToString() =>
        string.Join('-', _tables.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Key}.{table.Value.Count}.{table.Value.Sum:x}")));

    public override int GetHashCode() => _tables.Count;

    public BsonDocument Write() =>
        new(_tables.ToDictionary(
            table => table.Key,
            table => (BsonValue)new BsonDocument { ["count"] = table.Value.Count, ["sum"] = table.Value.Sum }));

    public static RecordSums Read(BsonValue value) =>
        value is not BsonDocument document
            ? None
            : new RecordSums(new(
                document.ToDictionary(table => table.Key, table => (table.Value["count"].AsInt32, table.Value["sum"].AsInt64)),
                StringComparer.Ordinal));
}
