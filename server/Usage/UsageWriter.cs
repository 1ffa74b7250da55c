using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Users;
using Counted = (KeySafety.Server.Access.CredentialId Id, KeySafety.Server.Usage.Activity Activity, KeySafety.Server.Usage.UsageCount Count);

namespace KeySafety.Server.Usage;

/// <summary>Writes what was counted to the store, every second and at the end: a <c>kill -9</c> loses at most the last second.</summary>
/// <remarks>
/// A record of its own for every credential is what is read, and too much to write for ten thousands of them in a second. So where there are many,
/// all counts of the second go to disk together, as a <see cref="UsageBatch"/>, and wait in the <see cref="UsageBacklog"/> for their turn
/// to be added to the records, a few each second. A record says up to which batch it holds its counts, so that a start counts nothing twice; batches
/// that hold little else than what is in the records by now are replaced by one of what is not. While the disk refuses, counts stay in memory.
/// </remarks>
internal sealed class UsageWriter : IAsyncDisposable
{
    // A hundredth of a processor or two.
    private const int RecordsPerFlush = 100;

    // About 40 KB: larger objects would keep the garbage collector busy.
    private const int RowsPerBatch = 2_000;

    // Longer than anybody waits for a page of usage; short enough that a burst of many keys does not stay for long.
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private readonly Activities _activities;
    private readonly KeyStore _store;
    private readonly UsageBacklog _backlog = new();
    private readonly ITimer _flush;
    private readonly ITimer _forget;
    private readonly SemaphoreSlim _turn = new(1);
    private long _lastBatch;

    public UsageWriter(Activities activities, KeyStore store, TimeProvider clock)
    {
        _activities = activities;
        _store = store;
        _lastBatch = store.Tables.Usage.LastBatch;
        foreach (var batch in store.Tables.UsageBatches.TakeFound())
            Recover(batch);
        _flush = clock.CreateTimer(_ => _ = FlushQuietly(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _forget = clock.CreateTimer(_ => activities.ForgetIdle(), null, ForgetEvery, ForgetEvery);
    }

    /// <summary>Credentials whose counts are on disk in batches alone.</summary>
    public int Waiting => _backlog.Count;

    /// <summary>Writes everything that was counted until now.</summary>
    /// <exception cref="StoreUnavailableException">The disk refused; the counts are kept.</exception>
    public Task Flush() => InTurn(async () =>
    {
        await Write();
        return true;
    });

    /// <summary>The stored usage of a credential, complete up to now; null where it was never used.</summary>
    /// <exception cref="StoreUnavailableException">The disk refused.</exception>
    public Task<UsageRecord?> Read(CredentialId id) => InTurn(async () =>
    {
        await Write();
        if (_backlog.Of(id) is { Count: > 0 } waiting)
            await WriteRecords(waiting);
        return await _store.Change(changes => changes.Read(_store.Tables.Usage, id.ToString()));
    });

    /// <summary>When and from where a credential was last used, or null.</summary>
    public (long At, string Address)? LastUse(CredentialId id) =>
        (_activities.LastUse(id) ?? _backlog.LastUse(id)) is { } recent ? (recent.At, recent.Address.ToString())
        : _store.Tables.Usage.Find(id.ToString()) is { } stored ? (stored.LastUsedAt, stored.LastUsedIp)
        : null;

    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync();
        await _forget.DisposeAsync();
        await FlushQuietly();
        _turn.Dispose();
    }

    private async Task<T> InTurn<T>(Func<Task<T>> act)
    {
        await _turn.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Write()
    {
        var first = _activities.TakeCounts(RowsPerBatch);
        if (_store.Tables.UsageBatches.Count > 0 || first.Count > RecordsPerFlush)
            await WriteThroughBatches(first);
        else if (first.Count > 0)
            await Kept([first], () => _store.Change(changes => AddToRecords(changes, Counts(first))));
    }

    private async Task WriteThroughBatches(List<Counted> first)
    {
        // Parts of a size that the garbage collector does not mind, and what is counted from here on waits for the next time.
        List<List<Counted>> parts = [first];
        for (var left = _activities.Uncollected; left > 0 && parts[^1].Count == RowsPerBatch; left -= RowsPerBatch)
            parts.Add(_activities.TakeCounts(RowsPerBatch));

        parts.RemoveAll(part => part.Count == 0);
        if (parts.Count > 0)
            await Kept(parts, () => WriteBatches(parts.Select(Counts), replaced: []));
        foreach (var (id, _, count) in parts.SelectMany(part => part))
            _backlog.Add(id, count);

        if (_backlog.Oldest(RecordsPerFlush) is { Count: > 0 } oldest)
            await WriteRecords(oldest);
        // After as many new rows as there are in it at least: so no row costs more than another one.
        if (_backlog.Count == 0 || _store.Tables.UsageBatches.Rows > 2 * (_backlog.Count + RowsPerBatch))
            await WriteBatches(_backlog.Oldest().Chunk(RowsPerBatch), [.. _store.Tables.UsageBatches.Values.Select(batch => batch.Id)]);
    }

    private async Task WriteRecords(List<(CredentialId Id, UsageCount Count)> waiting)
    {
        await _store.Change(changes => AddToRecords(changes, waiting));
        _backlog.Remove(waiting);
    }

    private async Task WriteBatches(IEnumerable<IReadOnlyCollection<(CredentialId Id, UsageCount Count)>> parts, List<string> replaced)
    {
        // Made here, as the store's thread has keys to write. Numbered on once they are on disk: until then they may be written again.
        var batches = parts.Select((rows, index) => new UsageBatch(_lastBatch + 1 + index, rows.Count, UsageRows.Write(rows))).ToList();
        await _store.Change(changes =>
        {
            replaced.ForEach(id => changes.Remove(_store.Tables.UsageBatches, id));
            batches.ForEach(batch => changes.Put(_store.Tables.UsageBatches, batch));
            return true;
        });
        _lastBatch += batches.Count;
    }

    // Counts that the disk refused stay in memory.
    private async Task Kept(List<List<Counted>> parts, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (StoreUnavailableException)
        {
            parts.ForEach(_activities.Return);
            throw;
        }
    }

    private static List<(CredentialId Id, UsageCount Count)> Counts(List<Counted> counted) => counted.ConvertAll(count => (count.Id, count.Count));

    // Without what lies in a batch that is still to come: the last one that was written counts.
    private bool AddToRecords(KeyChanges changes, List<(CredentialId Id, UsageCount Count)> counts)
    {
        var table = _store.Tables.Usage;
        foreach (var (id, count) in counts.Where(count => IsThere(changes, count.Id)))
        {
            var name = id.ToString();
            // Memory knows whether there is one; to look for what is not there costs the disk as much.
            var before = changes.Find(table, name) is null ? null : changes.Read(table, name);
            changes.Put(table, UsageRecord.Add(before, name, count, _lastBatch));
        }

        return true;
    }

    // What was deleted meanwhile takes its usage along. A user whose issuer sends them here, and who was never synced, is no record either:
    // what nobody keeps, nobody takes away.
    private bool IsThere(KeyChanges changes, in CredentialId id) => id.Kind switch
    {
        CredentialKinds.Key => changes.Find(id.Number) is not null,
        CredentialKinds.ClientToken => changes.Find(_store.Tables.Clients, id.Text!) is not null,
        CredentialKinds.UserToken => changes.Find(_store.Tables.Users, UserCredential.UserOf(id)!) is not null,
        CredentialKinds.UserKey => changes.Find(_store.Tables.UserKeys, UserCredential.KeyOf(id)!) is not null,
        _ => true,
    };

    private void Recover(UsageBatch batch)
    {
        foreach (var (id, count) in UsageRows.Read(batch.Rows))
        {
            if (_store.Tables.Usage.Find(id.ToString()) is not { } record || record.Batch < batch.Sequence)
                _backlog.Add(id, count);
        }

        _lastBatch = Math.Max(_lastBatch, batch.Sequence);
    }

    private async Task FlushQuietly()
    {
        try
        {
            await Flush();
        }
        catch (StoreUnavailableException)
        {
            // Logged where it happened; the next flush tries again.
        }
    }
}
