using LiteDB;
using LiteDB.Engine;

namespace KeySafety.Server.Keys;

/// <summary>The two files of a LiteDB database, opened and closed by us and not by LiteDB.</summary>
/// <remarks>
/// LiteDB 5.0.20 hands a commit's pages to a thread of its own and returns before they are on disk; it keeps its files open when
/// closing them fails; and it marks a file that it finds damaged, also one that it opens to read. So the streams are ours:
/// they say when a commit has arrived, they close whatever happens, and one without write access cannot be marked.
/// </remarks>
internal sealed class DatabaseFiles : IDisposable
{
    public const int PageBytes = 8192;

    private readonly LiteEngine _engine;
    private readonly Stream _data;
    private readonly Stream _log;

    private DatabaseFiles(Stream data, Stream log, bool readOnly)
    {
        _data = data;
        _log = log;
        try
        {
            _engine = new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, ReadOnly = readOnly });
            // Its own mapper: the global one is shared and can be changed.
            Database = new LiteDatabase(_engine, new BsonMapper());
        }
        catch
        {
            CloseStreams();
            throw;
        }
    }

    public LiteDatabase Database { get; }

    /// <summary>Bytes in both files.</summary>
    public long DataBytes => _data.Length + _log.Length;

    /// <summary>Bytes in the log; a checkpoint moves them into the data file.</summary>
    public long LogBytes => _log.Length;

    /// <summary>Opens for reading and writing; missing files are made.</summary>
    public static DatabaseFiles OpenToWrite(string path)
    {
        var files = new DatabaseFiles(new SyncedStream(path), new LogStream(LogPath(path)), readOnly: false);
        // Checkpoints are ours to call: after a write that failed on LiteDB's own thread, its own would wait for ever.
        if (files.Database.CheckpointSize != 0)
            files.Database.CheckpointSize = 0;
        return files;
    }

    /// <summary>Opens without write access to anything on disk.</summary>
    public static DatabaseFiles OpenToRead(string path)
    {
        // In memory: LiteDB wants to write to it. It is emptied every few megabytes.
        var log = new MemoryStream();
        if (File.Exists(LogPath(path)))
        {
            using var file = new WholePagesStream(LogPath(path));
            file.CopyTo(log);
            log.SetLength(file.Length);
        }

        return new DatabaseFiles(new WholePagesStream(path), log, readOnly: true);
    }

    /// <summary>The file that LiteDB writes first; its content moves to the data file at a checkpoint.</summary>
    public static string LogPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-log{Path.GetExtension(path)}");

    /// <summary>Commits the open transaction; on return it is on the disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Commit()
    {
        var log = (LogStream)_log;
        var before = log.CommitsWritten;
        Database.Commit();
        log.WaitForCommit(before + 1);
    }

    /// <summary>Closes in order, with the log moved into the data file. After a failed write: <see cref="Abandon"/>.</summary>
    public void Dispose()
    {
        try
        {
            if (_log is LogStream)
                Database.Checkpoint();
            Database.Dispose();
        }
        finally
        {
            CloseStreams();
        }
    }

    /// <summary>Closes as <c>kill -9</c> would: not a byte is written any more.</summary>
    /// <remarks>
    /// After a failed write LiteDB's idea of its files is wrong; disposed then, it moves that into the data file and loses what was
    /// on disk before. What is on disk now is sound: the log's last complete transaction decides.
    /// </remarks>
    public void Abandon()
    {
#pragma warning disable CA1816 // Not our own finalizer: LiteDB's would dispose it after all.
        GC.SuppressFinalize(_engine);
#pragma warning restore CA1816
        CloseStreams();
    }

    private void CloseStreams()
    {
        _data.Dispose();
        _log.Dispose();
    }

    /// <summary>LiteDB asks a stream that it did not open itself to flush where it would have asked the disk to.</summary>
    private class SyncedStream(string path) :
        FileStream(path, DataDirectory.OwnerOnly(FileMode.OpenOrCreate, FileAccess.ReadWrite))
    {
        public override void Flush() => DiskSync.Flush(this);
    }

    /// <summary>The log: counts the commits that are on the disk, and syncs it where that decides something.</summary>
    /// <remarks>
    /// LiteDB flushes whenever its queue is empty, as chance will have it. Two syncs a commit are needed: one before the page that
    /// makes the others valid, because a disk that loses its power may have written it alone, and one after it.
    /// </remarks>
    private sealed class LogStream(string path) : SyncedStream(path)
    {
        // Set on the last page of a committed transaction, which is written after all its others.
        private const int IsConfirmedIndex = 18;

        // A disk that takes longer is broken.
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

        private readonly object _gate = new();
        private long _written;
        private long _synced;

        // For LiteDB's writing thread alone, like Write and Flush.
        private bool _hasUnsynced;
        private Exception? _failure;

        public long CommitsWritten
        {
            get
            {
                lock (_gate)
                    return _written;
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Noting(() =>
        {
            var confirms = count == PageBytes && buffer[offset + IsConfirmedIndex] == 1;
            if (confirms && _hasUnsynced)
                base.Flush();
            base.Write(buffer, offset, count);
            _hasUnsynced = !confirms;
            if (!confirms)
                return;

            lock (_gate)
                _written++;
        });

        public override void Flush() => Noting(() =>
        {
            var written = CommitsWritten;
            if (written == _synced)
                return;

            base.Flush();
            lock (_gate)
            {
                _synced = Math.Max(_synced, written);
                Monitor.PulseAll(_gate);
            }
        });

        public void WaitForCommit(long number)
        {
            lock (_gate)
            {
                while (_synced < number)
                {
                    if (_failure is not null)
                        throw new IOException(_failure.Message, _failure);
                    if (!Monitor.Wait(_gate, Timeout))
                        throw new IOException("The disk did not confirm a write in time.");
                }
            }
        }

        // What goes wrong on LiteDB's thread has to reach the one who waits for the commit.
        private void Noting(Action write)
        {
            try
            {
                write();
            }
            catch (Exception error)
            {
                lock (_gate)
                {
                    _failure = error;
                    Monitor.PulseAll(_gate);
                }

                throw;
            }
        }
    }

    /// <summary>Reads a file up to its last whole page: a write that was cut off is not part of it, and LiteDB would cut the file.</summary>
    private sealed class WholePagesStream(string path) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
    {
        public override long Length => base.Length / PageBytes * PageBytes;
    }
}
