using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Files;

/// <summary>Scans what is in zip (jar, nupkg, docx, ...), tar and gzip files, also within one another.</summary>
/// <remarks>
/// A bomb unpacks to more than any reader can take, by size, by count or by depth; each is bounded, and reaching a bound
/// is a problem that the user hears of, since what lies behind it was not read.
/// </remarks>
internal sealed class Archives(WindowedReader reader, ScanLog log)
{
    // Room for real packages (the largest of the usual registries unpack to some 100 MB), hours away from a full disk.
    private const long MaxUnpackedBytes = 1L << 30;
    private const int MaxEntries = 100_000;
    private const int MaxDepth = 4;
    // A packed archive within another must be in memory to be opened.
    private const int MaxNestedBytes = 64 << 20;
    private const int SignatureBytes = 512;

    private long _unpackedBytes;
    private int _entries;

    // Without it a gzip that is cut off ends like a whole one, and what is missing would go unnoticed.
    static Archives() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private enum Kind
    {
        None,
        Zip,
        Tar,
        Gzip,
    }

    public static bool IsArchive(SafeFileHandle handle)
    {
        Span<byte> start = stackalloc byte[SignatureBytes];
        return KindOf(start[..RandomAccess.Read(handle, start, 0)]) != Kind.None;
    }

    public static bool IsArchive(ReadOnlySpan<byte> content) => KindOf(content) != Kind.None;

    /// <summary>Scans a seekable stream that holds an archive.</summary>
    public void Scan(Stream stream, string path, List<ReportedFinding> results)
    {
        try
        {
            Open(stream, path, depth: 1, results);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            log.AddProblem(path, "damaged or encrypted archive: " + e.Message.ReplaceLineEndings(" "));
        }
        catch (ArchiveTooLargeException e)
        {
            log.AddProblem(path, e.Message);
        }
    }

    private void Open(Stream stream, string path, int depth, List<ReportedFinding> results)
    {
        if (depth > MaxDepth)
            throw new ArchiveTooLargeException($"archives within archives are opened {MaxDepth} deep, the rest is not read");

        var start = new byte[SignatureBytes];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        switch (KindOf(start.AsSpan(0, length)))
        {
            case Kind.Zip:
                ScanZip(stream, path, depth, results);
                break;
            case Kind.Tar:
                ScanTar(stream, path, depth, results);
                break;
            case Kind.Gzip:
                using (var content = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true))
                    ScanGzip(content, path, depth, results);
                break;
            default:
                reader.Scan(stream, path, results);
                break;
        }
    }

    private void ScanZip(Stream stream, string path, int depth, List<ReportedFinding> results)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/'))
                continue;
            using var content = entry.Open();
            ScanEntry(content, $"{path}!{entry.FullName}", depth, results);
        }
    }

    private void ScanTar(Stream stream, string path, int depth, List<ReportedFinding> results)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } content)
                ScanEntry(content, $"{path}!{entry.Name}", depth, results);
        }
    }

    /// <summary>A gzip is one file; a tar inside is read as it unpacks, not kept.</summary>
    private void ScanGzip(Stream content, string path, int depth, List<ReportedFinding> results)
    {
        var name = Path.GetFileName(path);
        var inner = name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) ? name[..^4] + ".tar"
            : name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        if (inner.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
            ScanTar(new BoundedStream(content, this), path, depth, results);
        else
            ScanEntry(content, $"{path}!{inner}", depth, results);
    }

    private void ScanEntry(Stream content, string path, int depth, List<ReportedFinding> results)
    {
        if (++_entries > MaxEntries)
            throw new ArchiveTooLargeException($"more than {MaxEntries:N0} entries, the rest is not read");

        var bounded = new BoundedStream(content, this);
        var start = new byte[SignatureBytes];
        var length = bounded.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), bounded);
        if (KindOf(start.AsSpan(0, length)) == Kind.None)
        {
            reader.Scan(whole, path, results);
            return;
        }

        using var nested = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (whole.Read(buffer) is > 0 and var read)
        {
            if (nested.Length + read > MaxNestedBytes)
                throw new ArchiveTooLargeException($"{path} is over {MaxNestedBytes >> 20} MB, the rest is not read");
            nested.Write(buffer, 0, read);
        }

        nested.Position = 0;
        Open(nested, path, depth + 1, results);
    }

    private static Kind KindOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
            return Kind.Zip;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]))
            return Kind.Gzip;
        return start.Length >= 262 && start[257..].StartsWith("ustar"u8) ? Kind.Tar : Kind.None;
    }

    private sealed class ArchiveTooLargeException(string message) : Exception(message);

    /// <summary>Counts what is unpacked, for all entries together.</summary>
    private sealed class BoundedStream(Stream inner, Archives owner) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            if ((owner._unpackedBytes += read) > MaxUnpackedBytes)
                throw new ArchiveTooLargeException($"unpacks to more than {MaxUnpackedBytes >> 30} GB, the rest is not read");
            return read;
        }
    }

    /// <summary>Bytes that were looked at already, then the rest.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override int Read(Span<byte> buffer)
        {
            if (_prefix.IsEmpty)
                return rest.Read(buffer);
            var length = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..length].CopyTo(buffer);
            _prefix = _prefix[length..];
            return length;
        }
    }
}
