using Microsoft.Win32.SafeHandles;

namespace KeySafety.Server.Audit;

/// <summary>The lines of a file of records from a place on, in bounded memory.</summary>
/// <param name="file">May grow meanwhile; what was there when the end is reached counts.</param>
/// <param name="start">Where a line begins.</param>
internal sealed class ForwardLines(SafeFileHandle file, long start)
{
    private readonly byte[] _buffer = new byte[1 << 17];
    private long _bufferStart = start;
    private int _at;
    private int _count;

    /// <summary>Where the line after the last one begins; at the end, what stands there has no line break.</summary>
    public long Position => _bufferStart + _at;

    /// <summary>Bytes after <see cref="Position"/> that are no whole line, once the end is reached.</summary>
    public int Rest => _count - _at;

    /// <summary>The next line without its break; false at the end. A line that is longer than any record comes in pieces.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_at, _count - _at).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_at, found);
                _at += found + 1;
                return true;
            }

            if (_count - _at > AuditLine.MaxBytes)
            {
                line = _buffer.AsSpan(_at, AuditLine.MaxBytes);
                _at += AuditLine.MaxBytes;
                return true;
            }

            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_at, _count - _at).CopyTo(_buffer);
        _bufferStart += _at;
        _count -= _at;
        _at = 0;
        var read = RandomAccess.Read(file, _buffer.AsSpan(_count), _bufferStart + _count);
        _count += read;
        return read > 0;
    }
}
