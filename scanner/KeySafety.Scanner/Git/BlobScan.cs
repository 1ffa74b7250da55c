using System.Buffers;
using System.Collections.Concurrent;
using KeySafety.Scanner.Files;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Git;

/// <summary>An object of the repository, and a path at which it is or was.</summary>
internal readonly record struct Blob(string Id, string Path);

/// <summary>What was found in a blob; present for every blob in which anything was found, reported or not.</summary>
internal sealed record FoundBlob(Blob Blob, List<ReportedFinding> Findings);

/// <summary>Scans blobs on their way out of git.</summary>
/// <remarks>
/// Three stages run at once: one thread tells git what is wanted, one takes the contents from git's pipe, and the workers
/// scan them. What is on the way is bounded in bytes, so that memory does not grow with the repository.
/// </remarks>
internal sealed class BlobScan(Repository repository, ContentScanner scanner, ScanLog log, FileScannerOptions options)
{
    // Larger blobs are scanned in windows straight from the pipe.
    private const int MaxInMemoryBytes = 4 << 20;
    private const int MaxWaitingBytes = 24 << 20;

    private readonly record struct Content(Blob Blob, byte[] Bytes, int Length);

    private readonly ConcurrentQueue<FoundBlob> _found = new();
    private readonly object _waitingLock = new();
    private long _waitingBytes;

    /// <summary>Scans all blobs; every blob at every path that is given.</summary>
    public IReadOnlyCollection<FoundBlob> Scan(IEnumerable<Blob> blobs)
    {
        using var batch = new BlobBatch(repository);
        using var asked = new BlockingCollection<Blob>(boundedCapacity: 16384);
        using var contents = new BlockingCollection<Content>();
        Exception? failure = null;
        var asking = new Thread(() => failure = Ask(blobs, batch, asked)) { IsBackground = true, Name = "ask" };
        asking.Start();
        var workers = Workers.Start(contents, () =>
        {
            var reader = new WindowedReader(scanner, options.IncludeBinary, log);
            return content =>
            {
                try
                {
                    ScanContent(content, reader);
                }
                finally
                {
                    Release(content);
                }
            };
        });
        try
        {
            Receive(batch, asked, contents);
        }
        finally
        {
            contents.CompleteAdding();
            workers.Wait();
        }

        asking.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        batch.WaitForSuccess();
        return _found;
    }

    private Exception? Ask(IEnumerable<Blob> blobs, BlobBatch batch, BlockingCollection<Blob> asked)
    {
        try
        {
            foreach (var blob in blobs)
            {
                log.ExpectFile();
                batch.Ask(blob.Id);
                asked.Add(blob);
            }

            batch.EndAsking();
            return null;
        }
#pragma warning disable CA1031 // An exception may not end a thread: it is thrown again where it is waited for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batch.EndAsking();
            return e;
        }
        finally
        {
            asked.CompleteAdding();
        }
    }

    private void Receive(BlobBatch batch, BlockingCollection<Blob> asked, BlockingCollection<Content> contents)
    {
        WindowedReader? large = null;
        foreach (var blob in asked.GetConsumingEnumerable())
        {
            if (batch.ReadHeader() is not { } size)
            {
                log.AddProblem(blob.Path, $"git has no content for it (object {blob.Id})");
            }
            else if (size > options.MaxFileBytes)
            {
                batch.Skip(size + 1);
                log.AddLargeFile();
            }
            else if (size <= MaxInMemoryBytes)
            {
                WaitForRoom((int)size);
                contents.Add(new(blob, batch.Read((int)size), (int)size));
            }
            else
            {
                large ??= new WindowedReader(scanner, options.IncludeBinary, log);
                ScanLarge(blob, batch, size, large);
            }
        }
    }

    private void ScanLarge(Blob blob, BlobBatch batch, long size, WindowedReader reader)
    {
        var content = batch.OpenContent(size);
        var results = new List<ReportedFinding>();
        var found = reader.Scan(content, blob.Path, results);
        batch.EndContent(content);
        if (found)
            _found.Enqueue(new(blob, results));
    }

    private void ScanContent(Content content, WindowedReader reader)
    {
        var results = new List<ReportedFinding>();
        var bytes = content.Bytes.AsSpan(0, content.Length);
        bool found;
        if (options.Archives && Archives.IsArchive(bytes))
        {
            new Archives(reader, log).Scan(new MemoryStream(content.Bytes, 0, content.Length), content.Blob.Path, results);
            found = results.Count > 0;
        }
        else
        {
            found = reader.Scan(bytes, content.Blob.Path, results);
        }

        if (found)
            _found.Enqueue(new(content.Blob, results));
    }

    private void Release(Content content)
    {
        ArrayPool<byte>.Shared.Return(content.Bytes);
        lock (_waitingLock)
        {
            _waitingBytes -= content.Length;
            Monitor.Pulse(_waitingLock);
        }
    }

    private void WaitForRoom(int bytes)
    {
        lock (_waitingLock)
        {
            while (_waitingBytes > 0 && _waitingBytes + bytes > MaxWaitingBytes)
                Monitor.Wait(_waitingLock);
            _waitingBytes += bytes;
        }
    }
}
