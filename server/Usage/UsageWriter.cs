using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Users;

namespace KeySafety.Server.Usage;

/// <summary>Writes what was counted to the store, every second and at the end.</summary>
/// <remarks>
/// A <c>kill -9</c> loses what was counted since the last flush: at most a second, as long as the disk takes the records of all
/// credentials used within one (some thousands). While the disk refuses, counts stay in memory.
/// </remarks>
internal sealed class UsageWriter : IAsyncDisposable
{
    private const int Batch = 1_000;

    // Longer than anybody waits for a page of usage; short enough that a burst of many keys does not stay for long.
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private readonly Activities _activities;
    private readonly KeyStore _store;
    private readonly ITimer _flush;
    private readonly ITimer _forget;
    private readonly SemaphoreSlim _turn = new(1);

    public UsageWriter(Activities activities, KeyStore store, TimeProvider clock)
    {
        _activities = activities;
        _store = store;
        _flush = clock.CreateTimer(_ => _ = FlushQuietly(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _forget = clock.CreateTimer(_ => activities.ForgetIdle(), null, ForgetEvery, ForgetEvery);
    }

    /// <summary>Writes everything that was counted until now.</summary>
    /// <exception cref="StoreUnavailableException">The disk refused; the counts are kept.</exception>
    public async Task Flush()
    {
        await _turn.WaitAsync();
        try
        {
            while (_activities.TakeCounts(Batch) is { Count: > 0 } counts)
                await Write(counts);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The stored usage of a credential, complete up to now; null where it was never used.</summary>
    /// <exception cref="StoreUnavailableException">The disk refused.</exception>
    public async Task<UsageRecord?> Read(CredentialId id)
    {
        await Flush();
        return await _store.Change(changes => changes.Read(_store.Tables.Usage, id.ToString()));
    }

    /// <summary>When and from where a credential was last used, or null.</summary>
    public (long At, string Address)? LastUse(CredentialId id) =>
        _activities.LastUse(id) is { } recent ? (recent.At, recent.Address.ToString())
        : _store.Tables.Usage.Find(id.ToString()) is { } stored ? (stored.LastUsedAt, stored.LastUsedIp)
        : null;

    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync();
        await _forget.DisposeAsync();
        await FlushQuietly();
        _turn.Dispose();
    }

    private async Task Write(List<(CredentialId Id, Activity Activity, UsageCount Count)> counts)
    {
        try
        {
            await _store.Change(changes =>
            {
                foreach (var (id, _, count) in counts)
                    Add(changes, id, count);
                return true;
            });
        }
        catch (StoreUnavailableException)
        {
            _activities.Return(counts);
            throw;
        }
    }

    private void Add(KeyChanges changes, CredentialId id, UsageCount count)
    {
        // What was deleted meanwhile takes its usage along.
        if (!Exists(changes, id))
            return;

        var table = _store.Tables.Usage;
        changes.Put(table, UsageRecord.Add(changes.Read(table, id.ToString()), id.ToString(), count));
    }

    // A user whose issuer sends them here, and who was never synced, is no record either: what nobody keeps, nobody takes away.
    private bool Exists(KeyChanges changes, in CredentialId id) => id.Kind switch
    {
        CredentialKinds.Key => changes.Find(id.Number) is not null,
        CredentialKinds.ClientToken => changes.Find(_store.Tables.Clients, id.Text!) is not null,
        CredentialKinds.UserToken => changes.Find(_store.Tables.Users, UserCredential.UserOf(id)!) is not null,
        CredentialKinds.UserKey => changes.Find(_store.Tables.UserKeys, UserCredential.KeyOf(id)!) is not null,
        _ => true,
    };

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
