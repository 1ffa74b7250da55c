using System.Globalization;

namespace KeySafety.Server.Keys;

/// <summary>The data directory, held by this process alone until disposed.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string DatabaseName = "torque.db";

    // How a held lock is told: EWOULDBLOCK from flock on Unix, ERROR_SHARING_VIOLATION on Windows.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _lock;
    private readonly string _holderPath;

    private DataDirectory(string path, FileStream @lock)
    {
        FullPath = path;
        _lock = @lock;
        _holderPath = HolderPath(path);
        DatabasePath = Path.Combine(path, DatabaseName);
        File.WriteAllText(_holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    public string FullPath { get; }

    public string DatabasePath { get; }

    /// <summary>Makes the directory where it is missing (readable by its owner alone) and takes hold of it.</summary>
    /// <exception cref="StartupException">Another process holds it, or it cannot be written.</exception>
    public static DataDirectory Take(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            MakeDirectory(path);
            // The lock is the operating system's: it ends with the process, however that ends.
            return new DataDirectory(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.HResult is WouldBlock or SharingViolation)
        {
            throw new StartupException($"The data directory {path} is in use by process {Holder(path)}. "
                + "Stop that server, or start this one with another --data-dir.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data directory {path} cannot be used: {error.Message}");
        }
    }

    /// <summary>Copies the database into another directory, which a server can then start on.</summary>
    /// <remarks>For the thread that owns the database, between two commits.</remarks>
    public void CopyTo(string target, KeyDatabase database)
    {
        target = Path.GetFullPath(target);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"The directory {target} is not empty.");

        database.Checkpoint();
        MakeDirectory(target);
        var unfinished = Path.Combine(target, DatabaseName + ".new");
        using (var from = new FileStream(DatabasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var to = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            from.CopyTo(to, 1 << 20);
            to.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Path.Combine(target, DatabaseName));
    }

    public void Dispose()
    {
        File.Delete(_holderPath);
        _lock.Dispose();
    }

    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
            return;

        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string HolderPath(string path) => Path.Combine(path, "pid");

    private static string Holder(string path)
    {
        try
        {
            return File.Exists(HolderPath(path)) ? File.ReadAllText(HolderPath(path)) : "unknown";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
