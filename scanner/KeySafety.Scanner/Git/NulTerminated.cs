using System.Text;

namespace KeySafety.Scanner.Git;

/// <summary>Reads the NUL-terminated fields that git writes with <c>-z</c>, one at a time.</summary>
internal sealed class NulTerminated(Stream stream)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The next field; null at the end.</summary>
    public string? Next()
    {
        var searched = _start;
        while (true)
        {
            var at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)0);
            if (at >= 0)
            {
                var field = Encoding.UTF8.GetString(_buffer, _start, searched + at - _start);
                _start = searched + at + 1;
                return field;
            }

            searched = Fill(_end - _start);
            if (searched < 0)
                return Rest();
        }
    }

    /// <summary>Reads on behind what is kept, and returns where the new bytes start; negative at the end.</summary>
    private int Fill(int kept)
    {
        if (kept == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        _start = 0;
        _end = kept;
        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0 ? kept : -1;
    }

    private string? Rest()
    {
        if (_start == _end)
            return null;
        var field = Encoding.UTF8.GetString(_buffer, _start, _end - _start);
        _start = _end;
        return field;
    }
}
