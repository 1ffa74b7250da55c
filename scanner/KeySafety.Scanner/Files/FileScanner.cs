using Microsoft.Win32.SafeHandles;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Files;

/// <summary>Reads files and scans them, on as many threads as the machine has cores.</summary>
internal sealed class FileScanner(ContentScanner scanner, ScanLog log, FileScannerOptions options)
{
    /// <summary>Scans all files that a walk yields; a walk runs ahead of the readers on a thread of its own.</summary>
    public void ScanAll(IEnumerable<FileEntry> files)
    {
        using var queue = new System.Collections.Concurrent.BlockingCollection<FileEntry>(boundedCapacity: 4096);
        var workers = Workers.Start(queue, () =>
        {
            var reader = new WindowedReader(scanner, options.IncludeBinary, log);
            return file => Scan(file, reader);
        });
        try
        {
            foreach (var file in files)
            {
                log.ExpectFile();
                queue.Add(file);
            }
        }
        finally
        {
            queue.CompleteAdding();
            workers.Wait();
        }
    }

    private void Scan(FileEntry file, WindowedReader reader)
    {
        var results = new List<ReportedFinding>();
        try
        {
            using var handle = File.OpenHandle(file.FullPath);
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            var length = stream.CanSeek ? stream.Length : 0;
            if (length == 0)
                reader.Scan(stream, file.Path, results); // a pipe, or a file that the kernel makes up while it is read
            else if (length > options.MaxFileBytes)
                log.AddLargeFile();
            else if (options.Archives && Archives.IsArchive(handle))
                ScanArchive(file, handle, reader, results);
            else if (length < WindowedReader.WindowBytes)
                ScanSmall(file, handle, (int)length, reader, results);
            else
                reader.Scan(stream, file.Path, results);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.AddProblem(file.Path, Reasons.Of(e));
        }

        scanner.AddPlaced(results);
    }

    private static void ScanSmall(
        FileEntry file, SafeFileHandle handle, int length, WindowedReader reader, List<ReportedFinding> results)
    {
        var buffer = reader.Buffer(length);
        var filled = 0;
        while (filled < length && RandomAccess.Read(handle, buffer.AsSpan(filled, length - filled), filled) is > 0 and var read)
            filled += read;
        reader.Scan(buffer.AsSpan(0, filled), file.Path, results);
    }

    private void ScanArchive(FileEntry file, SafeFileHandle handle, WindowedReader reader, List<ReportedFinding> results)
    {
        using var stream = new FileStream(handle, FileAccess.Read);
        new Archives(reader, log).Scan(stream, file.Path, results);
    }
}
