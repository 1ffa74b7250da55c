using Microsoft.Win32.SafeHandles;

namespace KeySafety.Server.Audit;

/// <summary>The lines of a file of records from the last to the first, in bounded memory.</summary>
/// <param name="file">May grow meanwhile: what comes behind <paramref name="end"/> is not read.</param>
/// <param name="end">Where to begin; half a line before it is left out.</param>
internal sealed class BackwardLines(SafeFileHandle file, long end)
{
    private const int BlockBytes = 1 << 17;

    private readonly byte[] _buffer = new byte[BlockBytes + AuditLine.MaxBytes];
    private long _start = end;
    private int _count;
    private bool _begun;

    /// <summary>Where the line that was read last begins.</summary>
    public long Position => _start + _count;

    /// <summary>The line before, without its break; false at the start of the file.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var text = _buffer.AsSpan(0, Math.Max(0, _count - 1));
            var before = text.LastIndexOf((byte)'\n');
            if (before >= 0 || (_start == 0 && _count > 0))
            {
                line = text[(before + 1)..];
                _count = before + 1;
                return true;
            }

            if (_start == 0)
            {
                line = default;
                return false;
            }

            // Longer than any record: no record, and not kept while its beginning is looked for.
            if (_count >= AuditLine.MaxBytes)
                _count = 1;
            Fill();
        }
    }

    private void Fill()
    {
        var length = (int)Math.Min(BlockBytes, _start);
        _buffer.AsSpan(0, _count).CopyTo(_buffer.AsSpan(length));
        _start -= length;
        for (var read = 0; read < length;)
        {
            var count = RandomAccess.Read(file, _buffer.AsSpan(read, length - read), _start + read);
            if (count == 0)
                throw new EndOfStreamException("The file became shorter.");
            read += count;
        }

        _count += length;
        if (_begun)
            return;

        _begun = true;
        _count = _buffer.AsSpan(0, _count).LastIndexOf((byte)'\n') + 1;
    }
}
