using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Keys;

/// <summary>A key as it lies on disk: its value as a BCrypt hash and a keyed digest, and everything else that is known of it.</summary>
/// <remarks>
/// <para>
/// Fields as <see cref="RecordWriter"/> writes them, then eight bytes of XxHash3 over all of them, seeded with the key's id, so that
/// the record of another key is noticed. One block of bytes and no document of the database's: a start reads a million of them.
/// </para>
/// <para>
/// To add a field: give it the next number in <see cref="Field"/>, write it in <see cref="Write"/> where it says something, and
/// read it in <see cref="Parts.Of"/>; records without it stay as they are. A number is never used again. A record with a field
/// that this version does not know is refused, because the next change of that key would drop it.
/// </para>
/// </remarks>
internal static class KeyRecord
{
    private const int ChecksumBytes = sizeof(ulong);

    private enum Field : byte
    {
        Digest = 1,
        Hash = 2,
        Generation = 3,
        Prefix = 4,
        Grants = 5,
        Description = 6,
        ExpiresAt = 7,
        Autodelete = 8,
        SealedValue = 9,
        ScopedEpoch = 10,
        RevokedScopedKeys = 11,
        CreatedAt = 12,
        Workspace = 13,
        Policies = 14,
    }

    /// <param name="key">What to write.</param>
    /// <param name="hash">BCrypt of the value.</param>
    /// <param name="generation">Which data key digest and seal were made under.</param>
    public static byte[] Write(ApiKey key, string hash, int generation)
    {
        var record = new RecordWriter();
        record.Field((byte)Field.Digest, AsBytes(key.Digest));
        record.Field((byte)Field.Hash, Encoding.ASCII.GetBytes(hash));
        record.Field((byte)Field.Generation, (ulong)generation);
        record.Field((byte)Field.Prefix, key.Prefix.Characters);
        record.Field((byte)Field.Grants, GrantsRecord.Write(key.Grants.Actions, key.Grants.Collections));
        if (!key.DescriptionUtf8.IsEmpty)
            record.Field((byte)Field.Description, key.DescriptionUtf8);
        if (key.ExpiresAtUnixSeconds != ApiKey.NeverExpires)
            record.Field((byte)Field.ExpiresAt, key.ExpiresAtUnixSeconds);
        if (key.Autodelete)
            record.Field((byte)Field.Autodelete, []);
        if (key.SealedValue is { } box)
            record.Field((byte)Field.SealedValue, box);
        if (key.ScopedEpoch > 0)
            record.Field((byte)Field.ScopedEpoch, key.ScopedEpoch);
        if (key.RevokedScopedKeys is { Count: > 0 } revoked)
            record.Field((byte)Field.RevokedScopedKeys, MemoryMarshal.AsBytes<KeyDigest>([.. revoked]));
        if (key.CreatedAtUnixSeconds > 0)
            record.Field((byte)Field.CreatedAt, key.CreatedAtUnixSeconds);
        if (key.Grants.Workspace is { } workspace)
            record.Field((byte)Field.Workspace, Encoding.UTF8.GetBytes(workspace));
        if (key.Policies is { } policies)
            record.Field((byte)Field.Policies, JsonSerializer.SerializeToUtf8Bytes(policies, ServerJson.TypeInfo<Policies>()));

        record.Fixed(XxHash3.HashToUInt64(record.Written, key.Id));
        return record.Written.ToArray();
    }

    /// <summary>The key in a record, with grants shared through <paramref name="keys"/>.</summary>
    /// <param name="id">Its id, which stands beside the record.</param>
    /// <param name="record">As read; verified first.</param>
    /// <param name="generation">The data key in use: a key of another generation has to be indexed anew.</param>
    /// <param name="keys">The set it is going to stand in.</param>
    /// <exception cref="DamagedStoreException">The record is not as it was written.</exception>
    public static ApiKey Read(int id, ReadOnlySpan<byte> record, int generation, KeySet keys)
    {
        var parts = Parts.Of(id, record);
        return new ApiKey
        {
            Id = id,
            DescriptionUtf8 = parts.Description,
            Grants = keys.Share(parts.Grants, parts.Workspace.IsEmpty ? null : Encoding.UTF8.GetString(parts.Workspace)),
            ExpiresAtUnixSeconds = parts.ExpiresAt,
            Autodelete = parts.Autodelete,
            Prefix = new ValuePrefix(parts.Prefix),
            Digest = new KeyDigest(parts.Digest),
            SealedValue = parts.SealedValue.IsEmpty ? null : parts.SealedValue.ToArray(),
            ScopedEpoch = parts.ScopedEpoch,
            RevokedScopedKeys = parts.RevokedScopedKeys.IsEmpty
                ? null
                : MemoryMarshal.Cast<byte, KeyDigest>(parts.RevokedScopedKeys).ToArray().ToHashSet(),
            CreatedAtUnixSeconds = parts.CreatedAt,
            Policies = parts.Policies.IsEmpty ? null : JsonSerializer.Deserialize(parts.Policies, ServerJson.TypeInfo<Policies>()),
            UnindexedHash = parts.Generation == generation ? null : Encoding.ASCII.GetString(parts.Hash),
        };
    }

    /// <summary>What a change of the key has to keep: the hash of its value, and the data key that it is indexed under.</summary>
    public static (string Hash, int Generation) ReadHash(int id, ReadOnlySpan<byte> record)
    {
        var parts = Parts.Of(id, record);
        return (Encoding.ASCII.GetString(parts.Hash), parts.Generation);
    }

    public static long ReadChecksum(ReadOnlySpan<byte> record) => record.Length < ChecksumBytes
        ? throw new DamagedStoreException("A record is empty.")
        : BinaryPrimitives.ReadInt64LittleEndian(record[^ChecksumBytes..]);

    private static ReadOnlySpan<byte> AsBytes(in KeyDigest digest) => MemoryMarshal.AsBytes(new ReadOnlySpan<KeyDigest>(in digest));

    /// <summary>The fields of a record, where they lie in it.</summary>
    private ref struct Parts
    {
        public ReadOnlySpan<byte> Digest, Hash, Grants, Description, SealedValue, RevokedScopedKeys, Workspace, Policies;
        public ulong Prefix, ExpiresAt;
        public int Generation;
        public uint ScopedEpoch, CreatedAt;
        public bool Autodelete;

        public static Parts Of(int id, ReadOnlySpan<byte> record)
        {
            if (ReadChecksum(record) != unchecked((long)XxHash3.HashToUInt64(record[..^ChecksumBytes], id)))
                throw new DamagedStoreException($"The record of key {id} does not have the content that was written.");

            var parts = new Parts { ExpiresAt = ApiKey.NeverExpires };
            var fields = new RecordReader(record[..^ChecksumBytes]);
            while (!fields.IsAtEnd)
            {
                var field = fields.Field(out var content);
                switch ((Field)field)
                {
                    case Field.Digest: parts.Digest = content; break;
                    case Field.Hash: parts.Hash = content; break;
                    case Field.Generation: parts.Generation = (int)Number(content); break;
                    case Field.Prefix: parts.Prefix = Number(content); break;
                    case Field.Grants: parts.Grants = content; break;
                    case Field.Description: parts.Description = content; break;
                    case Field.ExpiresAt: parts.ExpiresAt = Number(content); break;
                    case Field.Autodelete: parts.Autodelete = true; break;
                    case Field.SealedValue: parts.SealedValue = content; break;
                    case Field.ScopedEpoch: parts.ScopedEpoch = (uint)Number(content); break;
                    case Field.RevokedScopedKeys: parts.RevokedScopedKeys = content; break;
                    case Field.CreatedAt: parts.CreatedAt = (uint)Number(content); break;
                    case Field.Workspace: parts.Workspace = content; break;
                    case Field.Policies: parts.Policies = content; break;
                    default:
                        throw new DamagedStoreException($"The record of key {id} has a field {field}, which only a newer version knows.");
                }
            }

            return parts;
        }

        private static ulong Number(ReadOnlySpan<byte> content) => new RecordReader(content).Number();
    }
}
