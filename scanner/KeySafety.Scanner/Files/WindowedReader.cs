using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Files;

/// <summary>Scans a stream of any length in bounded memory.</summary>
/// <remarks>
/// <para>
/// A stream that fits one window is scanned whole. A longer one is cut into windows that overlap, and each finding belongs
/// to the window in whose own part it starts:
/// </para>
/// <code>
/// window 1  |== own part ============|.. overlap ..|
/// window 2                           |== own part ============|.. overlap ..|
/// </code>
/// <para>
/// The overlap is longer than any secret, so a finding is seen whole where it starts. A cut is made at the start of a line
/// where there is one; within a line longer than the overlap, what still lies inside an earlier finding is left out.
/// </para>
/// Not thread-safe: one per worker, for its buffer.
/// </remarks>
internal sealed class WindowedReader(ContentScanner scanner, bool includeBinary, ScanLog log)
{
    // Two workers with their decoded copies stay far below 200 MB, and nearly no source file is larger.
    public const int WindowBytes = 8 << 20;

    // The longest secrets are private keys, of some kilobytes.
    private const int OverlapBytes = 128 << 10;

    private byte[] _buffer = new byte[256 << 10];

    /// <summary>A buffer of at least a size, kept between files.</summary>
    public byte[] Buffer(int length)
    {
        if (_buffer.Length < length)
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Min(WindowBytes, Math.Max(length, _buffer.Length * 2)));
        return _buffer;
    }

    /// <summary>Scans a content that is in memory.</summary>
    /// <returns>Whether anything was found, be it reported or not.</returns>
    public bool Scan(ReadOnlySpan<byte> content, string path, List<ReportedFinding> results)
    {
        var encoding = TextEncoding.Detect(content);
        if (encoding is null && !includeBinary)
        {
            log.AddBinaryFile();
            return false;
        }

        log.AddBytes(content.Length);
        log.AddFile();
        return scanner.Scan(content, path, encoding, Range.All, results) > 0;
    }

    /// <summary>Scans what a stream has to give.</summary>
    /// <returns>Whether anything was found, be it reported or not.</returns>
    public bool Scan(Stream stream, string path, List<ReportedFinding> results)
    {
        var buffer = Buffer(WindowBytes);
        var filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (filled < buffer.Length)
            return Scan(buffer.AsSpan(0, filled), path, results);

        var encoding = TextEncoding.Detect(buffer);
        if (encoding is null && !includeBinary)
        {
            log.AddBinaryFile();
            return false;
        }

        var found = ScanWindows(stream, buffer, filled, path, encoding, results);
        log.AddFile();
        return found;
    }

    private bool ScanWindows(
        Stream stream, byte[] buffer, int filled, string path, TextEncoding? encoding, List<ReportedFinding> results)
    {
        var text = encoding ?? TextEncoding.Utf8;
        var mark = text.ByteOrderMark.Length;
        var found = false;
        log.AddBytes(filled);
        var linesBefore = 0;
        var unitsBefore = 0;    // of the line that the window starts in
        var from = 0;           // where this window's own part starts
        while (true)
        {
            var window = buffer.AsSpan(0, filled);
            var isLast = filled < buffer.Length;
            var cut = isLast ? filled : CutOf(window, text);
            var first = results.Count;
            var end = scanner.Scan(window, path, encoding, from..cut, results);
            found |= end > 0;
            for (var i = first; i < results.Count; i++)
                results[i] = Shift(results[i], linesBefore, unitsBefore);
            if (isLast)
                return found;

            var lines = text.CountLines(window[..cut]);
            var lineStart = text.LineStart(window, cut);
            unitsBefore = (lines == 0 ? unitsBefore : 0) + text.Decode(window[Math.Min(lineStart, cut)..cut]).Length;
            linesBefore += lines;
            window[cut..].CopyTo(buffer.AsSpan(mark));
            text.ByteOrderMark.CopyTo(buffer);
            from = mark + Math.Max(0, end - cut);
            var kept = mark + filled - cut;
            var read = stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            log.AddBytes(read);
            filled = kept + read;
        }
    }

    private static ReportedFinding Shift(ReportedFinding finding, int lines, int units) => finding with
    {
        Line = finding.Line + lines,
        EndLine = finding.EndLine + lines,
        Column = finding.Column + (finding.Line == 1 ? units : 0),
        EndColumn = finding.EndColumn + (finding.EndLine == 1 ? units : 0),
    };

    private static int CutOf(ReadOnlySpan<byte> window, TextEncoding encoding)
    {
        var latest = encoding.Align(window, window.Length - OverlapBytes);
        var line = encoding.LineStart(window, latest);
        return line > latest - OverlapBytes ? line : latest;
    }
}
