using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace KeySafety.Server.Keys;

/// <summary>How a key lies in the database: one document a key, its value as a BCrypt hash and a keyed digest.</summary>
internal static class KeyDocument
{
    private const string Hash = "hash";
    private const string Checksum = "checksum";
    private const string Generation = "generation";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    /// <param name="key">What to write.</param>
    /// <param name="hash">BCrypt of the value.</param>
    /// <param name="generation">Which data key digest and seal were made under.</param>
    public static BsonDocument Write(ApiKey key, string hash, int generation)
    {
        var document = new BsonDocument
        {
            ["_id"] = key.Id,
            ["description"] = key.Description,
            ["actions"] = new BsonArray(key.Grants.Actions.Select(action => new BsonValue(action))),
            ["collections"] = new BsonArray(key.Grants.Collections.Select(collection => new BsonValue(collection))),
            ["expires_at"] = unchecked((long)key.ExpiresAtUnixSeconds),
            ["autodelete"] = key.Autodelete,
            ["prefix"] = key.Prefix.ToString(),
            [Hash] = hash,
            ["digest"] = key.Digest.ToArray(),
            [Generation] = generation,
        };
        if (key.SealedValue is { } box)
            document["sealed_value"] = box;
        if (key.ScopedEpoch > 0)
            document["scoped_epoch"] = (long)key.ScopedEpoch;
        if (key.RevokedScopedKeys is { Count: > 0 } revoked)
            document["revoked_scoped_keys"] = new BsonArray(revoked.Select(digest => new BsonValue(digest.ToArray())));
        if (key.CreatedAtUnixSeconds > 0)
            document["created_at"] = (long)key.CreatedAtUnixSeconds;
        if (key.Grants.Workspace is { } workspace)
            document["workspace"] = workspace;
        if (key.Policies is { } policies)
            document["policies"] = JsonSerializer.SerializeToUtf8Bytes(policies, ServerJson.TypeInfo<Policies>());

        document[Checksum] = ComputeChecksum(document);
        return document;
    }

    /// <summary>The key in a document, with grants shared through <paramref name="keys"/>.</summary>
    /// <param name="document">As read; verified first.</param>
    /// <param name="generation">The data key in use: a key of another generation has to be indexed anew.</param>
    /// <param name="keys">The set it is going to stand in.</param>
    /// <exception cref="DamagedStoreException">The document is not as it was written.</exception>
    public static ApiKey Read(BsonDocument document, int generation, KeySet keys)
    {
        if (document[Checksum] is not { IsInt64: true } stored || stored.AsInt64 != ComputeChecksum(document))
            throw new DamagedStoreException($"The record of key {document["_id"]} does not have the content that was written.");

        return new ApiKey
        {
            Id = document["_id"].AsInt32,
            Description = document["description"].AsString,
            Grants = keys.Share(Strings(document["actions"]), Strings(document["collections"]), document["workspace"].AsString),
            ExpiresAtUnixSeconds = unchecked((ulong)document["expires_at"].AsInt64),
            Autodelete = document["autodelete"].AsBoolean,
            Prefix = new ValuePrefix(document["prefix"].AsString),
            Digest = new KeyDigest(document["digest"].AsBinary),
            SealedValue = document["sealed_value"].AsBinary,
            ScopedEpoch = document["scoped_epoch"] is { IsInt64: true } epoch ? (uint)epoch.AsInt64 : 0,
            RevokedScopedKeys = document["revoked_scoped_keys"] is BsonArray revoked
                ? revoked.Select(digest => new KeyDigest(digest.AsBinary)).ToHashSet()
                : null,
            CreatedAtUnixSeconds = document["created_at"] is { IsInt64: true } created ? (uint)created.AsInt64 : 0,
            Policies = document["policies"].AsBinary is { } policies ? JsonSerializer.Deserialize(policies, ServerJson.TypeInfo<Policies>()) : null,
            UnindexedHash = document[Generation].AsInt32 == generation ? null : document[Hash].AsString,
        };
    }

    public static string ReadHash(BsonDocument document) => document[Hash].AsString;

    public static int ReadGeneration(BsonDocument document) => document[Generation].AsInt32;

    public static long ReadChecksum(BsonDocument document) => document[Checksum].AsInt64;

    private static string[] Strings(BsonValue array) => [.. array.AsArray.Select(item => item.AsString)];

    // Over names and values in order, each with its length: no two documents feed the same bytes. Written into one buffer
    // and hashed at once, which is three times as fast as in pieces; a start reads a million of them.
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
