using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Audit;

/// <summary>Who did what with which credential: every request that carries one, and every change to one.</summary>
/// <remarks>
/// <para>
/// A change has two records. Its intent is on the disk before the store commits; where that fails, the change is refused. Its
/// outcome follows the commit: <c>made</c> or <c>not made</c>. Between the two the intent names the state that the store's header has
/// once the change is made, and whoever opens the store next compares: so no change is acknowledged without a record, and
/// no record says that a change was made that was not, wherever the process is killed.
/// </para>
/// <para>
/// Requests are queued and written by one thread within <see cref="WriteInterval"/>. What the queue or the disk does not take is
/// counted, and a record of kind <c>gap</c> says how many. Thread-safe.
/// </para>
/// </remarks>
internal sealed partial class AuditTrail : IDisposable
{
    private const int WriteBytes = 1 << 18;

    // What a request's record never takes: room for changes of credentials on a disk that runs full.
    private const long ReservedBytes = 64 << 20;
    private const int ReservedShare = 20;

    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly RequestQueue _queue;
    private readonly AuditLog _log;
    private readonly OpenedStore _opened;
    private readonly KeyServerOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditTrail> _logger;
    private readonly KeyDigest _bootstrap;
    private readonly DriveInfo _disk;
    private readonly Thread _writer;
    private readonly List<(CredentialChange Change, bool Made)> _outcomes = [];
    private IReadOnlyList<CredentialChange> _open;
    private (long Busy, long Disk) _dropped;
    private DateOnly _day;
    private long _syncedAt;
    private bool _refused;
    private bool _short;
    private volatile bool _stopping;
    private bool _disposed;

    /// <exception cref="StartupException">The files cannot be opened.</exception>
    public AuditTrail(OpenedStore opened, KeyServerOptions options, TimeProvider clock, ILogger<AuditTrail> logger)
    {
        _opened = opened;
        _options = options;
        _clock = clock;
        _logger = logger;
        _bootstrap = opened.DataKey.Digest(options.ApiKey);
        _queue = new RequestQueue(_wake);
        _disk = new DriveInfo(opened.Directory.FullPath);
        Folder = Path.Combine(opened.Directory.FullPath, AuditFile.Folder);
        AuditRecovery found;
        try
        {
            DataDirectory.MakeDirectory(Folder);
            found = AuditRecovery.Of(Folder, opened.DataKey, opened.Database.Head.Generation);
            _log = AuditLog.Open(Folder, opened.DataKey, opened.Database.Head.Generation, options.AuditFileBytes, found);
            _open = found.Open;
            WriteStart(found);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The audit in {Folder} cannot be written: {error.Message}");
        }

        if (found.Problem is not null)
            LogProblem(Folder, found.Problem);
        _writer = new Thread(Run) { Name = "audit writer", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>Queues the record of a request that was answered, if it carried a credential.</summary>
    public void Note(AuditedRequest request, int status)
    {
        // An address that is limited presents what nobody knows, as fast as it can: its records would be the attack.
        if (!_options.AuditRequests || request.Check is not { Outcome: not (KeyCheckOutcome.Missing or KeyCheckOutcome.Limited) })
            return;

        _queue.Add(new RequestRecord(request, status));
    }

    /// <summary>Puts on the disk what is about to be changed; only then may it be.</summary>
    /// <param name="changes">Of one commit; with none, finds out whether the disk takes records again.</param>
    /// <param name="state">What the store's header says once they are made.</param>
    /// <exception cref="IOException">The disk refused: nothing may be changed.</exception>
    public void Intend(IReadOnlyCollection<CredentialChange> changes, string state)
    {
        lock (_gate)
        {
            if (changes.Count == 0 && !_refused && _outcomes.Count == 0)
                return;

            try
            {
                var now = _clock.GetUtcNow();
                _log.Prepare(now);
                WriteOwed(now);
                _log.Write();
                _open = [.. changes.Select(change => Intended(change, state, now))];
                _log.Sync();
                _refused = false;
            }
            catch
            {
                _open = [];
                _log.OpenAt = -1;
                _log.Cancel();
                _refused = true;
                throw;
            }
        }
    }

    /// <summary>Says what became of the changes last intended.</summary>
    /// <param name="state">What the store's header says now.</param>
    public void Settle(string state)
    {
        lock (_gate)
        {
            if (_open.Count == 0)
                return;

            _outcomes.AddRange(_open.Select(change => (change, change.State == state)));
            _open = [];
            try
            {
                WriteOwed(_clock.GetUtcNow());
                _log.Write();
            }
            catch (Exception error)
            {
                // Stays owed; until it is written the intent stands open on the disk.
                Refuse(error, 0);
            }
        }
    }

    /// <summary>Takes what waits to the files, for one who reads them.</summary>
    public void Flush()
    {
        lock (_gate)
            Drain();
    }

    public void Dispose()
    {
        // The store closes it before it lets go of the directory; the container does once more.
        if (_disposed)
            return;

        _disposed = true;
        _stopping = true;
        _wake.Set();
        _writer.Join();
        lock (_gate)
        {
            Drain();
            try
            {
                _log.Prepare(_clock.GetUtcNow());
                _log.Line.Begin("stop"u8, _clock.GetUtcNow()).End();
                _log.Sync();
            }
            catch (Exception error)
            {
                Refuse(error, 0);
            }

            _log.Dispose();
        }
    }

    private void WriteStart(AuditRecovery found)
    {
        var now = _clock.GetUtcNow();
        _log.Prepare(now);
        _log.Line.Begin("start"u8, now)
            .Number("torn_bytes"u8, found.TornBytes)
            .Number("unsealed"u8, found.Unsealed)
            .Text("problem"u8, found.Problem)
            .End();
        _log.Sync();
    }

    private CredentialChange Intended(CredentialChange change, string state, DateTimeOffset now)
    {
        if (_log.OpenAt < 0)
            _log.OpenAt = _log.Length;
        var intended = change with { Sequence = _log.Line.NextSequence, State = state };
        intended.WriteIntent(_log.Line, now);
        return intended;
    }

    // What has to come before anything else: outcomes, and how much is missing.
    private void WriteOwed(DateTimeOffset now)
    {
        WriteGap(ref _dropped.Busy, "busy", now);
        WriteGap(ref _dropped.Disk, "disk", now);
        if (_outcomes.Count == 0)
            return;

        foreach (var (change, made) in _outcomes)
            change.WriteOutcome(_log.Line, now, made);
        _log.Write();
        _outcomes.Clear();
        _log.OpenAt = -1;
    }

    private void WriteGap(ref long dropped, string reason, DateTimeOffset now)
    {
        if (dropped == 0)
            return;

        _log.Line.Begin("gap"u8, now).Number("dropped"u8, dropped).Text("reason"u8, reason).End();
        _log.Write();
        dropped = 0;
    }

    private void Run()
    {
        while (!_stopping)
        {
            _wake.WaitOne(WriteInterval);
            lock (_gate)
            {
                Drain();
                Retain();
            }
        }
    }

    private void Drain()
    {
        var records = _queue.Take(out var dropped);
        _dropped.Busy += dropped;
        var written = 0;
        try
        {
            var now = _clock.GetUtcNow();
            if (_short)
            {
                _dropped.Disk += records.Length;
                records = [];
            }

            if (records.Length > 0 || (!_short && _dropped != default) || _outcomes.Count > 0)
            {
                _log.Prepare(now);
                WriteOwed(now);
            }

            for (var i = 0; i < records.Length; i++)
            {
                if (_log.Line.Lines.Length > WriteBytes)
                {
                    _log.Write();
                    written = i;
                }

                _log.Prepare(now);
                Write(records[i]);
            }

            if (!_log.Line.Lines.IsEmpty)
            {
                _log.Write();
                _refused = false;
            }

            written = records.Length;
            if (Environment.TickCount64 - _syncedAt >= SyncInterval.TotalMilliseconds)
            {
                _log.Sync();
                _syncedAt = Environment.TickCount64;
                _short = _disk.AvailableFreeSpace < Math.Min(ReservedBytes, _disk.TotalSize / ReservedShare);
            }

        }
        catch (Exception error)
        {
            Refuse(error, records.Length - written);
        }
    }

    private void Write(in RequestRecord record) => _log.Line
        .Begin("request"u8, record.Time)
        .Text("workspace"u8, record.Workspace)
        .Credential("credential"u8, record.Credential)
        .True("scoped"u8, record.IsScoped)
        .Text("route"u8, record.Route)
        .Text("action"u8, record.Action)
        .Text("method"u8, record.Method)
        .Number("status"u8, record.Status)
        .Text("outcome"u8, OutcomeName(record.Outcome))
        .Address("address"u8, record.Address)
        .Text("request_id"u8, record.IsIdOurs || !IsSecret(record.RequestId) ? record.RequestId : "withheld")
        .End();

    // A caller may put any text there, also a key.
    private bool IsSecret(string text)
    {
        if (KeyFormat.HasShape(text))
            return true;

        var digest = _opened.DataKey.Digest(text);
        return _bootstrap.Equals(digest) || _opened.Keys.Find(digest) is not null;
    }

    private static string OutcomeName(KeyCheckOutcome outcome) => outcome switch
    {
        KeyCheckOutcome.Allowed => "allowed",
        KeyCheckOutcome.Unknown => "unknown",
        KeyCheckOutcome.InvalidToken => "invalid_token",
        KeyCheckOutcome.Expired => "expired",
        KeyCheckOutcome.ActionNotGranted => "action_not_granted",
        KeyCheckOutcome.CollectionNotGranted => "collection_not_granted",
        KeyCheckOutcome.Revoked => "revoked",
        KeyCheckOutcome.KindNotAccepted => "kind_not_accepted",
        KeyCheckOutcome.ModeNotAccepted => "mode_not_accepted",
        KeyCheckOutcome.AddressNotAllowed => "address_not_allowed",
        KeyCheckOutcome.WorkspaceNotGranted => "workspace_not_granted",
        KeyCheckOutcome.RateLimited => "rate_limited",
        _ => "refused",
    };

    private void Retain()
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        if (_options.AuditRetentionDays == 0 || today == _day)
            return;

        try
        {
            if (_log.DeleteBefore(today.AddDays(-_options.AuditRetentionDays)) is > 0 and var count)
                LogDeleted(count, _options.AuditRetentionDays);
            _day = today;
        }
        catch (Exception error)
        {
            Refuse(error, 0);
        }
    }

    // Whatever the disk threw (a file that reaches a limit is an ArgumentOutOfRangeException): the writer must live on.
    private void Refuse(Exception error, int lost)
    {
        _log.Cancel();
        _dropped.Disk += lost;
        if (!_refused)
            LogRefused(error.GetType().Name, error.Message);
        _refused = true;
    }

    [LoggerMessage(LogLevel.Error, "The audit cannot be written: {Error}: {Message} Changes are refused until it can; requests go on, and a record will say how many are missing")]
    private partial void LogRefused(string error, string message);

    [LoggerMessage(LogLevel.Error, "The audit in {Folder} was altered while the server was stopped: {Problem} See torque-server audit verify")]
    private partial void LogProblem(string folder, string problem);

    [LoggerMessage(LogLevel.Information, "{Count} files of the audit were older than {Days} days and are deleted")]
    private partial void LogDeleted(int count, int days);
}
