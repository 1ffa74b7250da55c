using System.Buffers;
using System.Buffers.Text;
using System.Text;
using KeySafety.Scanner.Files;

namespace KeySafety.Scanner.Git;

/// <summary>Reads objects through one <c>git cat-file --batch --buffer</c>: ids go in, contents come out in their order.</summary>
internal sealed class BlobBatch : IDisposable
{
    // Much larger than a pipe, so that reading does not wait for parsing.
    private const int BufferBytes = 1 << 20;

    private readonly GitProcess _git;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    public BlobBatch(Repository repository) => _git = repository.StartWithInput("cat-file", "--batch", "--buffer");

    /// <summary>Asks for an object. Not before the output is read by another thread, if there are many.</summary>
    public void Ask(string id)
    {
        Span<byte> line = stackalloc byte[id.Length + 1];
        Encoding.ASCII.GetBytes(id, line);
        line[^1] = (byte)'\n';
        _git.Input.Write(line);
    }

    /// <summary>Says that nothing more will be asked for; git answers what it has kept back.</summary>
    public void EndAsking()
    {
        try
        {
            _git.Input.Close();
        }
        catch (IOException)
        {
            // git has ended; who reads its output finds out why.
        }
    }

    /// <summary>Reads the header of the next object and returns its size; null where it is missing or no blob.</summary>
    /// <exception cref="ScanFailedException">git ended before its time.</exception>
    public long? ReadHeader()
    {
        int lineFeed;
        while ((lineFeed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            if (!Fill())
            {
                _git.WaitForSuccess();
                throw new ScanFailedException("git ended before it had sent all objects");
            }
        }

        var header = _buffer.AsSpan(_start, lineFeed);
        _start += lineFeed + 1;
        var lastSpace = header.LastIndexOf((byte)' ');
        if (!Utf8Parser.TryParse(header[(lastSpace + 1)..], out long size, out _))
            return null;
        if (header[..lastSpace].EndsWith(" blob"u8))
            return size;
        Skip(size + 1);
        return null;
    }

    /// <summary>Reads a content into a pooled buffer, which the caller returns.</summary>
    public byte[] Read(int size)
    {
        var content = ArrayPool<byte>.Shared.Rent(size);
        ReadInto(content.AsSpan(0, size));
        Skip(1);
        return content;
    }

    /// <summary>The content as a stream that ends with it; to be read to its end or left to <see cref="EndContent"/>.</summary>
    public ContentStream OpenContent(long size) => new(this, size);

    /// <summary>Passes over what is left of a content.</summary>
    public void EndContent(ContentStream content) => Skip(content.Left + 1);

    public void Skip(long length)
    {
        while (length > 0)
        {
            if (_start == _end && !Fill())
                throw new ScanFailedException("git ended before it had sent all objects");
            var step = (int)Math.Min(length, _end - _start);
            _start += step;
            length -= step;
        }
    }

    public void WaitForSuccess() => _git.WaitForSuccess();

    public void Dispose() => _git.Dispose();

    private void ReadInto(Span<byte> target)
    {
        var buffered = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(target);
        _start += buffered;
        if (buffered < target.Length)
            _git.Output.ReadExactly(target[buffered..]);
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = _git.Output.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    /// <summary>One content of the batch.</summary>
    internal sealed class ContentStream(BlobBatch batch, long size) : ForwardStream
    {
        public long Left { get; private set; } = size;

        public override int Read(Span<byte> buffer)
        {
            var length = (int)Math.Min(Left, buffer.Length);
            if (length == 0)
                return 0;
            batch.ReadInto(buffer[..length]);
            Left -= length;
            return length;
        }
    }
}
