using System.IO.Hashing;
using System.Text;
using KeySafety.Server.Keys;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace KeySafety.Server.Records;

/// <summary>How a record lies in the database: its id, its JSON, the data key that its secrets are sealed under, and a checksum.</summary>
internal static class RecordDocument
{
    public static BsonDocument Write<T>(T record, int generation)
        where T : class, IRecord
    {
        var document = new BsonDocument
        {
            ["_id"] = Key(record.Id),
            ["generation"] = generation,
            ["body"] = JsonSerializer.SerializeToUtf8Bytes(record, ServerJson.TypeInfo<T>()),
        };
        document["checksum"] = ComputeChecksum(document);
        return document;
    }

    /// <exception cref="DamagedStoreException">The document is not as it was written.</exception>
    public static T Read<T>(BsonDocument document)
        where T : class, IRecord
    {
        Verify(document);
        return JsonSerializer.Deserialize(document["body"].AsBinary, ServerJson.TypeInfo<T>())
            ?? throw new DamagedStoreException("A record is empty.");
    }

    /// <exception cref="DamagedStoreException">The document is not as it was written.</exception>
    public static void Verify(BsonDocument document)
    {
        if (document["checksum"] is not { IsInt64: true } stored || stored.AsInt64 != ComputeChecksum(document))
            throw new DamagedStoreException("A record does not have the content that was written.");
    }

    /// <summary>Bytes and not text: LiteDB compares texts as a language does, without regard to case.</summary>
    public static BsonValue Key(string id) => Encoding.UTF8.GetBytes(id);

    public static int ReadGeneration(BsonDocument document) => document["generation"].AsInt32;

    public static long ReadChecksum(BsonDocument document) => document["checksum"].AsInt64;

    // The id has a length of its own in front: no two documents feed the same bytes.
    private static long ComputeChecksum(BsonDocument document)
    {
        var hash = new XxHash3();
        var id = document["_id"].AsBinary;
        hash.Append(BitConverter.GetBytes(id.Length));
        hash.Append(id);
        hash.Append(BitConverter.GetBytes(document["generation"].AsInt32));
        hash.Append(document["body"].AsBinary);
        return unchecked((long)hash.GetCurrentHashAsUInt64());
    }
}
