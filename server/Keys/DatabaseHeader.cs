using KeySafety.Server.Crypto;
using KeySafety.Server.Records;
using LiteDB;

namespace KeySafety.Server.Keys;

/// <summary>What the file must hold: the document that changes in the same transaction as everything that it counts. Immutable.</summary>
/// <param name="Format">How keys are written in it: the oldest that it may hold.</param>
/// <param name="NextId">The id that the next key gets.</param>
/// <param name="Count">Keys in the file.</param>
/// <param name="Sum">Sum of their checksums, modulo 2^64.</param>
/// <param name="Generation">Counts the data keys: those of another generation have to be indexed anew.</param>
/// <param name="DataKey">The data key, wrapped.</param>
internal sealed record DatabaseHeader(int Format, int NextId, int Count, long Sum, int Generation, WrappedDataKey DataKey)
{
    /// <summary>What this version writes.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Numbers and sums of the records beside the keys.</summary>
    public RecordSums Records { get; init; } = RecordSums.None;

    /// <summary>Of a file that holds nothing yet.</summary>
    public static DatabaseHeader New(WrappedDataKey dataKey) => new(CurrentFormat, 0, 0, 0, 1, dataKey);

    /// <exception cref="DamagedStoreException">It is of a later version.</exception>
    public static DatabaseHeader Read(BsonDocument header) =>
        header["format"].AsInt32 is < 1 or > CurrentFormat
            ? throw new DamagedStoreException($"Its format is {header["format"]}; this version reads formats up to {CurrentFormat}.")
            : new DatabaseHeader(
                header["format"].AsInt32,
                header["next_id"].AsInt32,
                header["count"].AsInt32,
                header["sum"].AsInt64,
                header["generation"].AsInt32,
                new WrappedDataKey(
                    header["data_key_salt"].AsBinary,
                    header["data_key_rounds"].AsInt32,
                    header["data_key_box"].AsBinary))
            {
                Records = RecordSums.Read(header["records"]),
            };

    public BsonDocument Write() => new()
    {
        ["_id"] = 1,
        ["format"] = Format,
        ["next_id"] = NextId,
        ["count"] = Count,
        ["sum"] = Sum,
        ["generation"] = Generation,
        ["data_key_salt"] = DataKey.Salt,
        ["data_key_rounds"] = DataKey.Rounds,
        ["data_key_box"] = DataKey.Box,
        ["records"] = Records.Write(),
    };
}
