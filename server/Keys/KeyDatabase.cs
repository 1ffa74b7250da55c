using KeySafety.Server.Crypto;
using KeySafety.Server.Records;
using LiteDB;

namespace KeySafety.Server.Keys;

/// <summary>The LiteDB file: one document a key, one a record beside the keys, and one that says what the file as a whole must hold.</summary>
/// <remarks>
/// Not thread-safe: one thread owns it (LiteDB 5.0.20 loses acknowledged writes on <c>kill -9</c> when several threads
/// write). The header document changes in the same transaction as the keys: it carries their number and the sum of their
/// checksums, so that a file that lost or kept a record too many is noticed at start.
/// </remarks>
internal sealed class KeyDatabase : IDisposable
{
    private const string Record = "record";

    // Digest and hash alone.
    private const int MinRecordBytes = 92;

    private const int MaxLogBytes = 8 << 20;

    // Records read in one transaction: LiteDB keeps every page of an open cursor in memory.
    private const int LoadBatch = 20_000;

    private readonly DatabaseFiles _files;
    private readonly ILiteCollection<BsonDocument> _keys;
    private readonly ILiteCollection<BsonDocument> _header;

    private KeyDatabase(DatabaseFiles files, DatabaseHeader header)
    {
        _files = files;
        _keys = files.Database.GetCollection("keys", BsonAutoId.Int32);
        _header = files.Database.GetCollection("header");
        Head = header;
    }

    public DatabaseHeader Head { get; private set; }

    /// <summary>How many keys to make room for: what the header counts, unless it was damaged and says more than the file can hold.</summary>
    public int PlausibleCount => (int)Math.Clamp(Head.Count, 0, _files.DataBytes / MinRecordBytes);

    /// <summary>Makes a new file. It appears under its name only when complete, so that no half-made one is ever found.</summary>
    public static void Create(string path, WrappedDataKey dataKey)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        File.Delete(DatabaseFiles.LogPath(unfinished));
        using (var files = DatabaseFiles.OpenToWrite(unfinished))
            files.Database.GetCollection("header").Insert(DatabaseHeader.New(dataKey).Write());

        File.Delete(DatabaseFiles.LogPath(unfinished));
        File.Move(unfinished, path);
    }

    /// <summary>Opens a file that <see cref="Create"/> made.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="readOnly">Reads without touching a byte, so that a damaged file stays as it was found.</param>
    /// <exception cref="DamagedStoreException">It is no such file, or not whole.</exception>
    public static KeyDatabase OpenExisting(string path, bool readOnly) => Guarded(() =>
    {
        var files = readOnly ? DatabaseFiles.OpenToRead(path) : DatabaseFiles.OpenToWrite(path);
        try
        {
            // A transaction that was cut off leaves pages in the log, and LiteDB may give its number to the next one: then the
            // two are taken for one, and a page of the lost one overwrites a good one. Seen on a full disk. An empty log has none.
            if (!readOnly)
                files.Database.Checkpoint();

            var header = files.Database.GetCollection("header").FindById(1)
                ?? throw new DamagedStoreException("It has no header record.");
            return new KeyDatabase(files, DatabaseHeader.Read(header));
        }
        catch
        {
            files.Abandon();
            throw;
        }
    });

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
            // One at a time: documents that live no longer than their own line cost the garbage collector nothing.
            foreach (var document in _keys.Find(Query.GT("_id", last), limit: LoadBatch))
            {
                last = document["_id"].AsInt32;
                if (++count > Head.Count || last >= Head.NextId)
                    throw new DamagedStoreException("It holds keys that its header does not count.");
                keys.Put(KeyRecord.Read(last, RecordOf(document), generation, keys));
                sum += ChecksumOf(document);
            }

            if (count == before)
                break;
        }

        return count == Head.Count && sum == Head.Sum
            ? true
            : throw new DamagedStoreException($"It holds {count} readable keys, its header counts {Head.Count}.");
    });

    /// <summary>The record of a key.</summary>
    /// <exception cref="DamagedStoreException">There is none.</exception>
    public byte[] Find(int id) => RecordOf(_keys.FindById(id) ?? throw Missing(id));

    /// <summary>Reads every record beside the keys into its table, and verifies them like the keys.</summary>
    /// <exception cref="DamagedStoreException">One is not as written, one too many or too few, or of a kind that this version does not know.</exception>
    public void Load(IReadOnlyList<RecordTable> tables, int generation) => Guarded(() =>
    {
        if (Head.Records.Tables.FirstOrDefault(name => tables.All(table => table.Name != name)) is { } unknown)
            throw new DamagedStoreException($"It holds records of the kind {unknown}, which this version does not know.");

        foreach (var table in tables)
            Load(table, generation);
        return true;
    });

    public BsonDocument? Find(RecordTable table, string id) => Records(table).FindById(RecordDocument.Key(id));

    /// <summary>Inserts a record, or replaces the one with its id.</summary>
    public void Put(RecordTable table, BsonDocument record)
    {
        var records = Records(table);
        var before = records.FindById(record["_id"]);
        if (before is null)
            records.Insert(record);
        else if (!records.Update(record))
            throw new DamagedStoreException($"A record of {table.Name} cannot be found any more.");
        Count(table, before is null ? 1 : 0, RecordDocument.ReadChecksum(record) - (before is null ? 0 : RecordDocument.ReadChecksum(before)));
    }

    /// <summary>Deletes a record, if it is there.</summary>
    public void Delete(RecordTable table, string id)
    {
        if (Find(table, id) is not { } before)
            return;

        Records(table).Delete(before["_id"]);
        Count(table, -1, -RecordDocument.ReadChecksum(before));
    }

    /// <summary>Starts a transaction.</summary>
    public void Begin() => _files.Database.BeginTrans();

    /// <summary>Adds the record of a key, or replaces the one it has.</summary>
    public void Put(int id, byte[] record)
    {
        var document = new BsonDocument { ["_id"] = id, [Record] = record };
        if (_keys.FindById(id) is { } before)
        {
            _keys.Update(document);
            Head = Head with { Sum = Head.Sum - ChecksumOf(before) + KeyRecord.ReadChecksum(record) };
        }
        else
        {
            _keys.Insert(document);
            Head = Head with { Count = Head.Count + 1, Sum = Head.Sum + KeyRecord.ReadChecksum(record) };
        }
    }

    /// <exception cref="DamagedStoreException">There is no record of this key.</exception>
    public void Delete(int id)
    {
        var before = _keys.FindById(id) ?? throw Missing(id);
        _keys.Delete(id);
        Head = Head with { Count = Head.Count - 1, Sum = Head.Sum - ChecksumOf(before) };
    }

    /// <summary>Writes the records of an older format anew, a part at a time; a file that holds both is whole.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Upgrade()
    {
        for (var last = -1; Head.Format < DatabaseHeader.CurrentFormat;)
        {
            Begin();
            var part = _keys.Find(Query.GT("_id", last), limit: LoadBatch).ToList();
            foreach (var document in part)
            {
                last = document["_id"].AsInt32;
                if (!document.ContainsKey(Record))
                    Put(last, RecordOf(document));
            }

            if (part.Count < LoadBatch)
                Head = Head with { Format = DatabaseHeader.CurrentFormat };
            Commit();
            CheckpointIfLong();
        }
    }

    public int TakeId()
    {
        var id = Head.NextId;
        Head = Head with { NextId = checked(id + 1) };
        return id;
    }

    public void ReplaceDataKey(WrappedDataKey dataKey, int generation) => Head = Head with { DataKey = dataKey, Generation = generation };

    /// <summary>Ends the transaction; on return it is on the disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Commit()
    {
        if (!_header.Update(Head.Write()))
            throw new DamagedStoreException("The header record cannot be found any more.");
        _files.Commit();
    }

    /// <summary>Keeps the log short; between two transactions.</summary>
    public void CheckpointIfLong()
    {
        if (_files.LogBytes > MaxLogBytes)
            Checkpoint();
    }

    /// <summary>Moves everything into the data file, so that it can be copied by itself.</summary>
    public void Checkpoint() => _files.Database.Checkpoint();

    public void Dispose() => _files.Dispose();

    /// <summary>Lets go of the files without writing anything, after a write failed.</summary>
    public void Abandon() => _files.Abandon();

    // Files of format 1, and those whose upgrade was cut off, hold documents of the first format.
    private static byte[] RecordOf(BsonDocument document) =>
        document.TryGetValue(Record, out var record) ? record.AsBinary : FirstFormat.ToRecord(document);

    private static long ChecksumOf(BsonDocument document) =>
        document.TryGetValue(Record, out var record) ? KeyRecord.ReadChecksum(record.AsBinary) : FirstFormat.ReadChecksum(document);

    private static DamagedStoreException Missing(int id) => new($"The record of key {id} cannot be found any more.");

    private void Load(RecordTable table, int generation)
    {
        var (count, sum) = (0, 0L);
        BsonValue last = BsonValue.MinValue;
        while (true)
        {
            var before = count;
            foreach (var record in Records(table).Find(Query.GT("_id", last), limit: LoadBatch))
            {
                RecordDocument.Verify(record);
                table.Load(record, RecordDocument.ReadGeneration(record) == generation);
                last = record["_id"];
                sum += RecordDocument.ReadChecksum(record);
                count++;
            }

            if (count == before)
                break;
        }

        if ((count, sum) != Head.Records.Of(table.Name))
            throw new DamagedStoreException($"It holds {count} readable records of {table.Name}, its header counts {Head.Records.Of(table.Name).Count}.");
    }

    private ILiteCollection<BsonDocument> Records(RecordTable table) => _files.Database.GetCollection(table.Name);

    private void Count(RecordTable table, int count, long sum) => Head = Head with { Records = Head.Records.Plus(table.Name, count, sum) };

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
