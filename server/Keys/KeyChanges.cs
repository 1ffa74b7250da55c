using KeySafety.Server.Audit;
using KeySafety.Server.Crypto;
using LiteDB;

namespace KeySafety.Server.Keys;

/// <summary>What one change sees and does: the keys as they will be once the changes before it in the same commit are on disk.</summary>
/// <remarks>Used on the store's thread alone.</remarks>
internal sealed class KeyChanges(KeyDatabase database, KeySet keys, int generation, DateTimeOffset now)
{
    private readonly Dictionary<int, ApiKey?> _pendingById = [];
    private readonly Dictionary<KeyDigest, int> _pendingByDigest = [];

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
        database.Insert(KeyDocument.Write(key, hash, generation));
        Audit("created", key);
        Remember(key);
    }

    /// <summary>Replaces the key of the same id; its BCrypt hash stays.</summary>
    public void Update(ApiKey key)
    {
        var before = Read(key.Id);
        // A key that is not indexed under the present data key stays one of its old generation.
        var written = key.UnindexedHash is null ? generation : KeyDocument.ReadGeneration(before);
        database.Update(before, KeyDocument.Write(key, KeyDocument.ReadHash(before), written));
        Audit("updated", key);
        Remember(key);
    }

    public void Remove(int id)
    {
        database.Delete(Read(id));
        Audit("removed", Find(id)!);
        _pendingById[id] = null;
    }

    /// <summary>Shows the changes to requests, once they are on disk.</summary>
    public void Publish()
    {
        foreach (var (id, key) in _pendingById)
        {
            if (key is not null)
                keys.Put(key);
            else if (keys.Find(id) is { } old)
                keys.Remove(old);
        }
    }

    private void Audit(string change, ApiKey key) =>
        _audited.Add(new CredentialChange(By, change, CredentialId.Key(key.Id), key.Description));

    private void Remember(ApiKey key)
    {
        _pendingById[key.Id] = key;
        if (key.UnindexedHash is null)
            _pendingByDigest[key.Digest] = key.Id;
    }

    private BsonDocument Read(int id) =>
        database.Find(id) ?? throw new DamagedStoreException($"The record of key {id} cannot be found any more.");
}
