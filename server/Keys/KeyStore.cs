using System.Globalization;
using System.Threading.Channels;
using KeySafety.Server.Audit;
using KeySafety.Server.Crypto;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary>The keys on disk and in memory: requests read the memory, every change goes through one thread to the disk first.</summary>
/// <remarks>
/// A change is answered when its transaction is on disk. Changes that wait while one commit runs go into the next commit
/// together. When a commit fails, its changes are answered with <see cref="StoreUnavailableException"/>, the memory stays as
/// it was, and the next change tries the disk again: if the commit did arrive, it is in force from then on.
/// </remarks>
internal sealed partial class KeyStore : IAsyncDisposable
{
    private const int MaxBatch = 512;
    private const int MaxWaiting = 10_000;
    private const int AutodeleteBatch = 1_000;

    // Mostly nothing has changed; but where the disk failed only to confirm, the change may be there, as after a lost connection.
    private const string NotConfirmed = "The change could not be written to disk. Look whether it was made before you repeat it.";
    private const string NotWritten = "The change could not be written to disk. Nothing was changed.";

    private readonly DataDirectory _directory;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _clock;
    private readonly ILogger<KeyStore> _logger;
    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Thread _writer;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _autodelete;
    private KeyDatabase? _database;
    private DatabaseHeader _committed;

    // The commit that is under way, or that failed: the disk may hold it all the same.
    private (KeyChanges Changes, DatabaseHeader Head)? _unconfirmed;
    private volatile bool _healthy = true;
    private int _removingExpired;

    public KeyStore(OpenedStore opened, AuditTrail audit, TimeProvider clock, ILogger<KeyStore> logger)
    {
        _directory = opened.Directory;
        _database = opened.Database;
        _committed = opened.Database.Head;
        _audit = audit;
        _clock = clock;
        _logger = logger;
        // What the last process intended and did not live to report.
        _audit.Settle(State(_committed));
        Keys = opened.Keys;
        Tables = opened.Tables;
        DataKey = opened.DataKey;
        Generation = opened.Database.Head.Generation;
        _writer = new Thread(Write) { Name = "key store writer", IsBackground = true };
        _writer.Start();
        // Expiry itself is checked on every request; this only takes the records away.
        _autodelete = clock.CreateTimer(_ => _ = RemoveExpired(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public KeySet Keys { get; }

    /// <summary>The records beside the keys.</summary>
    public Tables Tables { get; }

    public DataKey DataKey { get; }

    /// <summary>The time by the clock that changes are stamped with.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>The data key as it lies on disk.</summary>
    public WrappedDataKey WrappedDataKey => Volatile.Read(ref _committed).DataKey;

    /// <summary>The data directory.</summary>
    public string FullPath => _directory.FullPath;

    public int Generation { get; }

    /// <summary>False once the disk refused a commit, until one succeeds again.</summary>
    public bool IsHealthy => _healthy;

    /// <summary>Runs a change on the writing thread; completes when it is on disk.</summary>
    /// <param name="change">Must not block; what it throws is a bug or a broken disk.</param>
    /// <exception cref="StoreUnavailableException">The disk did not confirm it, or the server is stopping.</exception>
    public Task<T> Change<T>(Func<KeyChanges, T> change) => Enqueue(new Change<T>(change));

    /// <summary>Writes a copy that a server can start on, while this one goes on answering.</summary>
    /// <param name="path">A directory that does not exist yet, or is empty.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Task Snapshot(string path) => Enqueue(new Copy(database => _directory.CopyTo(path, database)));

    public async ValueTask DisposeAsync()
    {
        await _autodelete.DisposeAsync();
        if (_changes.Writer.TryComplete())
            await _stopped.Task;
    }

    private async Task<T> Enqueue<T>(Request<T> request)
    {
        try
        {
            await _changes.Writer.WriteAsync(request);
        }
        catch (ChannelClosedException)
        {
            throw new StoreUnavailableException("The server is stopping.");
        }

        return await request.Done;
    }

    private async Task RemoveExpired()
    {
        // While unhealthy an empty change finds out whether the disk is back: clients send none to a sick server.
        var now = (ulong)_clock.GetUtcNow().ToUnixTimeSeconds();
        if ((_healthy && !Keys.HasDueForAutodelete(now) && !Tables.RetiredValues.HasDue(now))
            || Interlocked.Exchange(ref _removingExpired, 1) == 1)
        {
            return;
        }

        try
        {
            while (await Change(RemoveDue) == AutodeleteBatch)
            {
                // Expired in bulk: the rest in the next commit, with other changes in between.
            }
        }
        catch (StoreUnavailableException)
        {
            // Logged where it happened; the next tick tries again.
        }
        finally
        {
            Volatile.Write(ref _removingExpired, 0);
        }
    }

    private int RemoveDue(KeyChanges changes)
    {
        foreach (var id in Tables.RetiredValues.Due((ulong)changes.Now.ToUnixTimeSeconds(), AutodeleteBatch))
            changes.Remove(Tables.RetiredValues, id);

        var due = changes.DueForAutodelete(AutodeleteBatch);
        foreach (var id in due)
        {
            // A change before this one in the same commit may have removed it, or given it more time.
            if (changes.Find(id) is { Autodelete: true } key && key.IsExpired(changes.Now))
                changes.Remove(Tables, id);
        }

        return due.Count;
    }

    private void Write()
    {
        var batch = new List<Change>();
        // Blocking on purpose: this thread does nothing else, and LiteDB wants all its work on one thread.
        while (_changes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _changes.Reader.TryRead(out var change))
                batch.Add(change);
            Commit(batch);
        }

        Close();
        _stopped.SetResult();
    }

    private void Close()
    {
        try
        {
            _database?.Dispose();
        }
        catch (Exception error)
        {
            // Everything acknowledged is in the log already; the next start moves it.
            LogWriteFailed(error.GetType().Name, error.Message);
            _database?.Abandon();
        }

        _audit.Dispose();
        _directory.Dispose();
    }

    // What tells before and after a commit apart: every change moves a sum, takes an id, or wraps the data key anew.
    private static string State(DatabaseHeader head) => string.Create(
        CultureInfo.InvariantCulture,
        $"{head.NextId}-{head.Count}-{head.Sum:x}-{head.Records}-{Convert.ToHexStringLower(head.DataKey.Salt.AsSpan(0, 4))}");

    private void Commit(List<Change> batch)
    {
        try
        {
            _database ??= Reopen();
            if (batch.Exists(change => change.Writes))
                Write(batch, _database);
        }
        catch (Exception error)
        {
            // Whatever the disk or LiteDB threw: nobody may be told that it is stored, and this thread must live on.
            LogWriteFailed(error.GetType().Name, error.Message);
            _healthy = false;
            _database?.Abandon();
            _database = null;
            // Before the commit began, as where the audit could not be written, there is no doubt.
            var problem = _unconfirmed is null ? NotWritten : NotConfirmed;
            batch.ForEach(change => change.Fail(new StoreUnavailableException(problem)));
            return;
        }

        batch.ForEach(change => change.Complete(_database));
    }

    private void Write(List<Change> batch, KeyDatabase database)
    {
        database.CheckpointIfLong();
        var changes = new KeyChanges(database, Keys, Generation, _clock.GetUtcNow());
        database.Begin();
        foreach (var change in batch)
        {
            changes.By = change.By;
            change.Apply(changes);
        }

        // Before the commit: a change that cannot be recorded is not made.
        _audit.Intend(changes.Audited, State(database.Head));
        _unconfirmed = (changes, database.Head);
        database.Commit();
        _audit.Settle(State(database.Head));
        Publish(changes, database.Head);
        _healthy = true;
    }

    private void Publish(KeyChanges changes, DatabaseHeader head)
    {
        changes.Publish();
        Volatile.Write(ref _committed, head);
        _unconfirmed = null;
    }

    // Opening writes everything that it finds in the log into the data file and syncs that: what a failed sync has left in doubt
    // is on the disk after it. Then the header tells whether the commit that failed is there as a whole or not at all.
    private KeyDatabase Reopen()
    {
        var database = KeyDatabase.OpenExisting(_directory.DatabasePath, readOnly: false);
        if (database.Head == _committed with { DataKey = database.Head.DataKey })
        {
            _audit.Settle(State(database.Head));
            _unconfirmed = null;
            return database;
        }

        if (_unconfirmed is { } failed && database.Head == failed.Head with { DataKey = database.Head.DataKey })
        {
            _audit.Settle(State(database.Head));
            Publish(failed.Changes, failed.Head);
            LogWrittenAfterAll();
            return database;
        }

        database.Dispose();
        throw new DamagedStoreException("The file on disk is not the one that this server wrote; restart the server to read it.");
    }

    [LoggerMessage(LogLevel.Error, "The key store could not write: {Error}: {Message}")]
    private partial void LogWriteFailed(string error, string message);

    [LoggerMessage(LogLevel.Warning, "Changes that were answered as not confirmed are on the disk, and are in force now")]
    private partial void LogWrittenAfterAll();
}
