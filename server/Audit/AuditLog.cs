using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Audit;

/// <summary>The files of records as their one writer sees them: appends, starts a new file by size and by day, deletes old ones.</summary>
/// <remarks>
/// Not thread-safe. What the disk refuses is cut away again, so that a file never holds half a record in its middle, and the
/// chain goes back to what is there; the caller decides what becomes of the records.
/// </remarks>
internal sealed class AuditLog : IDisposable
{
    private const int FormatVersion = 1;

    private readonly string _directory;
    private readonly DataKey _key;
    private readonly int _generation;
    private readonly long _maxFileBytes;
    private readonly FileStream _head;
    private AuditFile? _file;
    private FileStream? _stream;
    private AuditState _written;
    private AuditState _synced;
    private long _headWrite;
    private long _first;
    private long _syncedOpen = -1;
    private bool _mustCut;

    private AuditLog(string directory, DataKey key, int generation, long maxFileBytes, AuditRecovery found)
    {
        _directory = directory;
        _key = key;
        _generation = generation;
        _maxFileBytes = maxFileBytes;
        Line = new AuditLine(found.State);
        _written = found.State;
        (_first, _headWrite, OpenAt) = (found.First, found.HeadWrite, found.OpenAt);
        _head = new FileStream(Path.Combine(directory, AuditHead.Name), DataDirectory.OwnerOnly(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        if (found.File is not { } file)
            return;

        (_file, Length) = (file, found.Length);
        _stream = new FileStream(file.Path, DataDirectory.OwnerOnly(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        _mustCut = true;
    }

    /// <summary>Where records are written before <see cref="Write"/> takes them to the file.</summary>
    public AuditLine Line { get; }

    /// <summary>Bytes in the present file.</summary>
    public long Length { get; private set; }

    /// <summary>Where the changes begin whose outcome is not written; -1 where there are none. While there are, the file stays the same.</summary>
    public long OpenAt { get; set; }

    /// <summary>Opens the directory's files behind what was found in them.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static AuditLog Open(string directory, DataKey key, int generation, long maxFileBytes, AuditRecovery found) =>
        new(directory, key, generation, maxFileBytes, found);

    /// <summary>Starts a new file where the present one is full or of another day; to be called before every record.</summary>
    /// <exception cref="IOException">The disk refused; unwritten lines are gone.</exception>
    public void Prepare(DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (_file is not null && (OpenAt >= 0 || (_file.Day == day && Length + Line.Lines.Length < _maxFileBytes)))
            return;

        if (_file is not null)
            Sync();
        StartFile(AuditFile.Named(_directory, Line.NextSequence, day), now);
    }

    /// <summary>Takes the finished lines to the file, where they survive the end of the process.</summary>
    /// <exception cref="IOException">The disk refused; the lines are gone, the chain is as before them.</exception>
    public void Write()
    {
        if (Line.Lines.IsEmpty)
            return;

        try
        {
            CutIfNeeded();
            RandomAccess.Write(_stream!.SafeFileHandle, Line.Lines, Length);
        }
        catch
        {
            Cancel();
            throw;
        }

        Length += Line.Lines.Length;
        Line.Clear();
        _written = Line.State;
    }

    /// <summary>The same, and on to the disk, where they survive the end of the machine; seals the head.</summary>
    /// <exception cref="IOException">The disk refused; the lines since the last <see cref="Write"/> are gone.</exception>
    public void Sync()
    {
        var (length, written) = (Length, _written);
        Write();
        if (_stream is null || (_synced == _written && _syncedOpen == OpenAt))
            return;

        try
        {
            DiskSync.Flush(_stream);
            WriteHead();
        }
        catch
        {
            (Length, _written) = (length, written);
            Cancel();
            throw;
        }
    }

    /// <summary>Forgets lines that were not written.</summary>
    public void Cancel()
    {
        Line.Restore(_written);
        _mustCut = true;
    }

    /// <summary>Deletes the files whose day is before this one, the oldest first and never the present one.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public int DeleteBefore(DateOnly day)
    {
        var files = AuditFile.In(_directory);
        var old = files.TakeWhile(file => file.Day < day && file.Path != _file?.Path).ToList();
        if (old.Count == 0 || old.Count == files.Count)
            return 0;

        // The head first: it says that they are not missing.
        _first = files[old.Count].First;
        WriteHead();
        old.ForEach(file => File.Delete(file.Path));
        return old.Count;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _head.Dispose();
    }

    private void StartFile(AuditFile next, DateTimeOffset now)
    {
        FileStream? stream = null;
        try
        {
            // Something that the chain does not lead to has the name; it is evidence.
            if (File.Exists(next.Path))
                File.Move(next.Path, next.Path + ".found", overwrite: true);
            stream = new FileStream(next.Path, DataDirectory.OwnerOnly(FileMode.CreateNew, FileAccess.ReadWrite));
            Line.Begin("file"u8, now).Number("version"u8, FormatVersion).Text("previous_hash"u8, _written.Hash).End();
            RandomAccess.Write(stream.SafeFileHandle, Line.Lines, 0);
            DiskSync.Flush(stream);
        }
        catch
        {
            Line.Restore(_written);
            if (stream is not null)
            {
                stream.Dispose();
                File.Delete(next.Path);
            }

            throw;
        }

        _stream?.Dispose();
        (_file, _stream, Length, _mustCut) = (next, stream, Line.Lines.Length, false);
        Line.Clear();
        _written = Line.State;
        WriteHead();
    }

    // Not synced: a head that is behind is true, and the next one catches up.
    private void WriteHead()
    {
        if (_file is null)
            return;

        var head = new AuditHead(_headWrite + 1, _written.NextSequence - 1, _written.Hash, _first, _file.Name, Length, OpenAt, _generation);
        head.WriteTo(_head.SafeFileHandle, _key);
        _headWrite++;
        (_synced, _syncedOpen) = (_written, OpenAt);
    }

    private void CutIfNeeded()
    {
        if (!_mustCut)
            return;

        RandomAccess.SetLength(_stream!.SafeFileHandle, Length);
        _mustCut = false;
    }
}
