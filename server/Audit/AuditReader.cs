using Microsoft.Win32.SafeHandles;

namespace KeySafety.Server.Audit;

/// <summary>The records that are asked for, newest first, over all files, in bounded memory.</summary>
internal sealed class AuditReader : IDisposable
{
    private readonly AuditFilter _filter;
    private readonly Queue<AuditFile> _files;
    private readonly AuditCursor? _start;
    private AuditFile? _file;
    private SafeFileHandle? _handle;
    private BackwardLines? _lines;

    /// <exception cref="IOException">The directory cannot be read.</exception>
    public AuditReader(string directory, AuditFilter filter, AuditCursor? cursor)
    {
        _filter = filter;
        _start = cursor;
        _files = new Queue<AuditFile>(AuditFile.In(directory)
            .Where(file => (cursor is null || file.First <= cursor.Value.First) && file.Day >= filter.FirstDay && file.Day <= filter.LastDay)
            .Reverse());
    }

    /// <summary>Where the record that was read last begins; null at the end, and before the first.</summary>
    public AuditCursor? Position => _lines is null || (_lines.Position == 0 && _files.Count == 0) ? null : new AuditCursor(_file!.First, _lines.Position);

    /// <summary>Bytes that were looked through.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>The next record that is asked for, valid until the next call.</summary>
    /// <param name="maxBytes">Gives up once that many bytes were looked through; <see cref="Position"/> says where.</param>
    /// <param name="line">Without its line break.</param>
    public bool TryRead(long maxBytes, out ReadOnlySpan<byte> line)
    {
        while (ReadBytes < maxBytes)
        {
            if (_lines is null && !OpenNext())
                break;
            if (!_lines!.TryRead(out line))
            {
                Close();
                continue;
            }

            ReadBytes += line.Length + 1;
            if (_filter.Matches(line))
                return true;
        }

        line = default;
        return false;
    }

    public void Dispose() => Close();

    private bool OpenNext()
    {
        while (_files.TryDequeue(out _file))
        {
            try
            {
                _handle = AuditRecovery.OpenToRead(_file);
                var length = RandomAccess.GetLength(_handle);
                _lines = new BackwardLines(_handle, _start is { } start && start.First == _file.First ? Math.Min(start.Offset, length) : length);
                return true;
            }
            catch (FileNotFoundException)
            {
                // Too old in the meantime.
            }
        }

        return false;
    }

    private void Close()
    {
        _handle?.Dispose();
        (_handle, _lines) = (null, null);
    }
}
