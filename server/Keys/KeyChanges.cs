using KeySafety.Server.Audit;
using KeySafety.Server.Crypto;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary>What one change sees and does: the keys as they will be once the changes before it in the same commit are on disk.</summary>
/// <remarks>Used on the store's thread alone.</remarks>
internal sealed class KeyChanges(KeyDatabase database, KeySet keys, int generation, DateTimeOffset now)
{
    private readonly Dictionary<int, ApiKey?> _pendingById = [];
    private readonly Dictionary<KeyDigest, int> _pendingByDigest = [];
    private readonly Dictionary<(RecordTable Table, string Id), IRecord?> _pendingRecords = [];

    private readonly List<CredentialChange> _audited = [];

    public DateTimeOffset Now { get; } = now;

    /// <summary>The request that the present change is made for; null where the server makes it by itself.</summary>
    public AuditedRequest? By { get; set; }

    /// <summary>What was done so far, for the audit.</summary>
    public IReadOnlyCollection<CredentialChange> Audited => _audited;

    public ApiKey? Find(int id) => _pendingById.TryGetValue(id, out var pending) ? pending : keys.Find(id);

    public bool IsTaken(in KeyDigest digest)
    {
        var id = _pendingByDigest.TryGetValue(digest, out var pending) ? pending : keys.Find(digest)?.Id;
        return id is { } taken && Find(taken) is { } key && key.Digest.Equals(digest);
    }

    public int TakeId() => database.TakeId();

    public IReadOnlyList<int> DueForAutodelete(int limit) => keys.DueForAutodelete((ulong)Now.ToUnixTimeSeconds(), limit);

    public void Add(ApiKey key, string hash)
    {
        database.Put(key.Id, KeyRecord.Write(key, hash, generation));
        Audit(CredentialChange.Created, key);
        Remember(key);
    }

    /// <summary>Replaces the key of the same id; its BCrypt hash stays.</summary>
    public void Update(ApiKey key)
    {
        var (hash, written) = KeyRecord.ReadHash(key.Id, database.Find(key.Id));
        // A key that is not indexed under the present data key stays one of its old generation.
        database.Put(key.Id, KeyRecord.Write(key, hash, key.UnindexedHash is null ? generation : written));
        Audit(key.IsRevoked && Find(key.Id) is { IsRevoked: false } ? CredentialChange.Revoked : CredentialChange.Updated, key);
        Remember(key);
    }

    /// <summary>Gives the key of the same id another value.</summary>
    public void Replace(ApiKey key, string hash)
    {
        database.Put(key.Id, KeyRecord.Write(key, hash, generation));
        Audit(CredentialChange.Rotated, key);
        Remember(key);
    }

    public void Remove(int id)
    {
        database.Delete(id);
        Audit(CredentialChange.Removed, Find(id)!);
        _pendingById[id] = null;
    }

    /// <summary>The record of this id, or null.</summary>
    public T? Find<T>(RecordTable<T> table, string id)
        where T : class, IRecord =>
        _pendingRecords.TryGetValue((table, id), out var pending) ? (T?)pending : table.Find(id);

    /// <summary>The record of this id as it lies on disk, where memory does not hold all of it; or null.</summary>
    public T? Read<T>(RecordTable<T> table, string id)
        where T : class, IRecord =>
        _pendingRecords.TryGetValue((table, id), out var pending) ? (T?)pending
        : database.Find(table, id) is { } document ? RecordDocument.Read<T>(document)
        : null;

    /// <summary>The records that this commit adds or replaces.</summary>
    public IEnumerable<T> Pending<T>(RecordTable<T> table)
        where T : class, IRecord =>
        _pendingRecords.Where(pending => ReferenceEquals(pending.Key.Table, table)).Select(pending => pending.Value).OfType<T>();

    /// <summary>All records of the table as they will be.</summary>
    public IEnumerable<T> All<T>(RecordTable<T> table)
        where T : class, IRecord =>
        table.Values.Where(record => !_pendingRecords.ContainsKey((table, record.Id))).Concat(Pending(table));

    /// <summary>All keys as they will be.</summary>
    public IEnumerable<ApiKey> AllKeys() =>
        keys.All.Where(key => !_pendingById.ContainsKey(key.Id)).Concat(_pendingById.Values.OfType<ApiKey>());

    /// <summary>Adds a record or replaces the one with its id, in the same transaction as the keys.</summary>
    public void Put<T>(RecordTable<T> table, T record)
        where T : class, IRecord
    {
        if (record is IAuditedRecord audited)
            Audit(audited.ChangeFrom(Find(table, record.Id)), audited);
        database.Put(table, RecordDocument.Write(record, generation));
        _pendingRecords[(table, record.Id)] = record;
    }

    /// <summary>Removes a record, if it is there.</summary>
    public void Remove<T>(RecordTable<T> table, string id)
        where T : class, IRecord
    {
        if (Find(table, id) is IAuditedRecord audited)
            Audit(audited.Removal, audited);
        database.Delete(table, id);
        _pendingRecords[(table, id)] = null;
    }

    /// <summary>Wraps the same data key otherwise.</summary>
    public bool ReplaceDataKey(WrappedDataKey wrapped)
    {
        database.ReplaceDataKey(wrapped, generation);
        _audited.Add(new CredentialChange(By, CredentialChange.Rotated, AuditedCredential.Bootstrap, null, null));
        return true;
    }

    /// <summary>Shows the changes to requests, once they are on disk.</summary>
    public void Publish()
    {
        // Before the keys: the old value of a rotated key has to be found here when it is gone there.
        foreach (var ((table, id), record) in _pendingRecords)
            table.Publish(id, record);
        foreach (var (id, key) in _pendingById)
        {
            if (key is not null)
                keys.Put(key);
            else if (keys.Find(id) is { } old)
                keys.Remove(old);
        }
    }

    private void Audit(string change, ApiKey key) =>
        _audited.Add(new CredentialChange(By, change, AuditedCredential.Of(key.CredentialId), key.Description, key.Grants.Workspace));

    private void Audit(string? change, IAuditedRecord record)
    {
        if (change is not null)
            _audited.Add(new CredentialChange(By, change, record.Audited, record.Label, record.Workspace));
    }

    private void Remember(ApiKey key)
    {
        _pendingById[key.Id] = key;
        if (key.UnindexedHash is null)
            _pendingByDigest[key.Digest] = key.Id;
    }
}
