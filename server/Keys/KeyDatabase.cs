using KeySafety.Server.Crypto;
using LiteDB;
using LiteDB.Engine;

namespace KeySafety.Server.Keys;

/// <summary>The LiteDB file: one document a key, and one that says what the file as a whole must hold.</summary>
/// <remarks>
/// Not thread-safe: one thread owns it (LiteDB 5.0.20 loses acknowledged writes on <c>kill -9</c> when several threads
/// write). The header document changes in the same transaction as the keys: it carries their number and the sum of their
/// checksums, so that a file that lost or kept a record too many is noticed at start.
/// </remarks>
internal sealed class KeyDatabase : IDisposable
{
    private const int Format = 1;

    // Records read in one transaction: LiteDB keeps every page of an open cursor in memory.
    private const int LoadBatch = 20_000;

    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _keys;
    private readonly ILiteCollection<BsonDocument> _header;
    private readonly FileStream[] _files;

    private KeyDatabase(LiteDatabase database, Header header, FileStream[] files)
    {
        _database = database;
        _files = files;
        _keys = database.GetCollection("keys", BsonAutoId.Int32);
        _header = database.GetCollection("header");
        Head = header;
    }

    /// <summary>What the file must hold.</summary>
    /// <param name="NextId">The id that the next key gets.</param>
    /// <param name="Count">Keys in the file.</param>
    /// <param name="Sum">Sum of their checksums, modulo 2^64.</param>
    /// <param name="Generation">Counts the data keys: those of another generation have to be indexed anew.</param>
    /// <param name="DataKey">The data key, wrapped.</param>
    public sealed record Header(int NextId, int Count, long Sum, int Generation, WrappedDataKey DataKey);

    public Header Head { get; private set; }

    /// <summary>Makes a new file. It appears under its name only when complete, so that no half-made one is ever found.</summary>
    public static void Create(string path, WrappedDataKey dataKey)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        File.Delete(LogPath(unfinished));
        using (var database = Open(unfinished, []))
            database.GetCollection("header").Insert(Write(new Header(0, 0, 0, 1, dataKey)));

        File.Move(unfinished, path);
    }

    /// <summary>Opens a file that <see cref="Create"/> made.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="readOnly">Reads without touching a byte, so that a damaged file stays as it was found.</param>
    /// <exception cref="DamagedStoreException">It is no such file, or not whole.</exception>
    public static KeyDatabase OpenExisting(string path, bool readOnly)
    {
        // LiteDB marks a file that it finds damaged, also one that it opens to read. A stream without write access it cannot.
        FileStream[] files = readOnly ? [.. ((string[])[path, LogPath(path)]).Where(File.Exists).Select(OpenToRead)] : [];
        try
        {
            return Guarded(() => OpenExisting(path, files));
        }
        catch
        {
            Array.ForEach(files, file => file.Dispose());
            throw;
        }
    }

    /// <summary>The file that LiteDB writes first; its content moves to the data file at a checkpoint.</summary>
    public static string LogPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-log{Path.GetExtension(path)}");

    /// <summary>Reads every key into the set, and verifies that the file holds exactly what its header says.</summary>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="generation">The data key in use; keys of another one are marked as not indexed.</param>
    /// <exception cref="DamagedStoreException">It does not.</exception>
    public void Load(KeySet keys, int generation) => Guarded(() =>
    {
        var (count, sum, last) = (0, 0L, -1);
        while (true)
        {
            var before = count;
            foreach (var document in _keys.Find(Query.GT("_id", last), limit: LoadBatch))
            {
                keys.Put(KeyDocument.Read(document, generation, keys));
                last = document["_id"].AsInt32;
                sum += KeyDocument.ReadChecksum(document);
                if (++count > Head.Count || last >= Head.NextId)
                    throw new DamagedStoreException("It holds keys that its header does not count.");
            }

            if (count == before)
                break;
        }

        return count == Head.Count && sum == Head.Sum
            ? true
            : throw new DamagedStoreException($"It holds {count} readable keys, its header counts {Head.Count}.");
    });

    public BsonDocument? Find(int id) => _keys.FindById(id);

    public void Begin() => _database.BeginTrans();

    public void Insert(BsonDocument key)
    {
        _keys.Insert(key);
        Head = Head with { Count = Head.Count + 1, Sum = Head.Sum + KeyDocument.ReadChecksum(key) };
    }

    public void Update(BsonDocument before, BsonDocument after)
    {
        if (!_keys.Update(after))
            throw new DamagedStoreException($"The record of key {after["_id"]} cannot be found any more.");
        Head = Head with { Sum = Head.Sum - KeyDocument.ReadChecksum(before) + KeyDocument.ReadChecksum(after) };
    }

    public void Delete(BsonDocument key)
    {
        if (!_keys.Delete(key["_id"]))
            throw new DamagedStoreException($"The record of key {key["_id"]} cannot be found any more.");
        Head = Head with { Count = Head.Count - 1, Sum = Head.Sum - KeyDocument.ReadChecksum(key) };
    }

    public int TakeId()
    {
        var id = Head.NextId;
        Head = Head with { NextId = checked(id + 1) };
        return id;
    }

    public void ReplaceDataKey(WrappedDataKey dataKey, int generation) => Head = Head with { DataKey = dataKey, Generation = generation };

    /// <summary>Ends the transaction; on return it is on the disk.</summary>
    public void Commit()
    {
        if (!_header.Update(Write(Head)))
            throw new DamagedStoreException("The header record cannot be found any more.");
        _database.Commit();
    }

    /// <summary>Moves everything into the data file, so that it can be copied by itself.</summary>
    public void Checkpoint() => _database.Checkpoint();

    public void Dispose()
    {
        _database.Dispose();
        Array.ForEach(_files, file => file.Dispose());
    }

    private static KeyDatabase OpenExisting(string path, FileStream[] files)
    {
        var database = Open(path, files);
        try
        {
            var header = database.GetCollection("header").FindById(1)
                ?? throw new DamagedStoreException("It has no header record.");
            return new KeyDatabase(database, ReadHeader(header), files);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static LiteDatabase Open(string path, FileStream[] files)
    {
        // Its own mapper: the global one is shared and can be changed.
        if (files.Length == 0)
            return new LiteDatabase(new ConnectionString { Filename = path }, new BsonMapper());

        var engine = new LiteEngine(new EngineSettings
        {
            DataStream = files[0],
            LogStream = files.Length > 1 ? files[1] : new MemoryStream(),
            ReadOnly = true,
        });
        return new LiteDatabase(engine, new BsonMapper());
    }

    private static FileStream OpenToRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private static BsonDocument Write(Header header) => new()
    {
        ["_id"] = 1,
        ["format"] = Format,
        ["next_id"] = header.NextId,
        ["count"] = header.Count,
        ["sum"] = header.Sum,
        ["generation"] = header.Generation,
        ["data_key_salt"] = header.DataKey.Salt,
        ["data_key_rounds"] = header.DataKey.Rounds,
        ["data_key_box"] = header.DataKey.Box,
    };

    private static Header ReadHeader(BsonDocument header) =>
        header["format"].AsInt32 != Format
            ? throw new DamagedStoreException($"Its format is {header["format"]}; this version reads format {Format}.")
            : new Header(
                header["next_id"].AsInt32,
                header["count"].AsInt32,
                header["sum"].AsInt64,
                header["generation"].AsInt32,
                new WrappedDataKey(
                    header["data_key_salt"].AsBinary,
                    header["data_key_rounds"].AsInt32,
                    header["data_key_box"].AsBinary));

    // LiteDB reads damaged pages without checks: any exception at all can come out of it, and each means the same here.
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is EndOfStreamException
            || error is not (DamagedStoreException or OutOfMemoryException or IOException or UnauthorizedAccessException))
        {
            throw new DamagedStoreException($"It cannot be read ({error.GetType().Name}).", error);
        }
    }
}
