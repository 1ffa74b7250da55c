using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using LiteDB;

namespace KeySafety.Server.Keys;

/// <summary>How a key lay in files of format 1: a document with a name and a value for each field. Only read, to be written anew.</summary>
internal static class FirstFormat
{
    private const string Checksum = "checksum";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    /// <summary>The same key as a record of today.</summary>
    /// <exception cref="DamagedStoreException">The document is not as it was written.</exception>
    public static byte[] ToRecord(BsonDocument document)
    {
        if (document[Checksum] is not { IsInt64: true } stored || stored.AsInt64 != ComputeChecksum(document))
            throw new DamagedStoreException($"The record of key {document["_id"]} does not have the content that was written.");

        var key = new ApiKey
        {
            Id = document["_id"].AsInt32,
            Description = document["description"].AsString,
            Grants = new Grants(Strings(document["actions"]), Strings(document["collections"])),
            ExpiresAtUnixSeconds = unchecked((ulong)document["expires_at"].AsInt64),
            Autodelete = document["autodelete"].AsBoolean,
            Prefix = new ValuePrefix(document["prefix"].AsString),
            Digest = new KeyDigest(document["digest"].AsBinary),
            SealedValue = document["sealed_value"].AsBinary,
            ScopedEpoch = document["scoped_epoch"] is { IsInt64: true } epoch ? (uint)epoch.AsInt64 : 0,
            RevokedScopedKeys = document["revoked_scoped_keys"] is BsonArray revoked
                ? revoked.Select(digest => new KeyDigest(digest.AsBinary)).ToHashSet()
                : null,
        };
        return KeyRecord.Write(key, document["hash"].AsString, document["generation"].AsInt32);
    }

    public static long ReadChecksum(BsonDocument document) => document[Checksum].AsInt64;

    private static string[] Strings(BsonValue array) => [.. array.AsArray.Select(item => item.AsString)];

    // Over names and values in order, each with its length: no two documents feed the same bytes.
    private static long ComputeChecksum(BsonDocument document)
    {
        var bytes = Buffer ??= new ArrayBufferWriter<byte>();
        bytes.ResetWrittenCount();
        foreach (var (name, value) in document.RawValue)
        {
            if (name == Checksum)
                continue;

            AppendText(bytes, name);
            AppendValue(bytes, value);
        }

        return unchecked((long)XxHash3.HashToUInt64(bytes.WrittenSpan));
    }

    private static void AppendValue(ArrayBufferWriter<byte> bytes, BsonValue value)
    {
        AppendNumber(bytes, (long)value.Type);
        switch (value.Type)
        {
            case BsonType.String:
                AppendText(bytes, value.AsString);
                break;
            case BsonType.Binary:
                AppendNumber(bytes, value.AsBinary.Length);
                bytes.Write(value.AsBinary);
                break;
            case BsonType.Array:
                AppendNumber(bytes, value.AsArray.Count);
                foreach (var item in value.AsArray)
                    AppendValue(bytes, item);
                break;
            case BsonType.Boolean:
                AppendNumber(bytes, value.AsBoolean ? 1 : 0);
                break;
            case BsonType.Int32 or BsonType.Int64:
                AppendNumber(bytes, value.AsInt64);
                break;
            default:
                throw new DamagedStoreException($"A record holds a value of type {value.Type}, which is never written.");
        }
    }

    private static void AppendText(ArrayBufferWriter<byte> bytes, string text)
    {
        AppendNumber(bytes, text.Length);
        bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void AppendNumber(ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.GetSpan(sizeof(long)), number);
        bytes.Advance(sizeof(long));
    }
}
