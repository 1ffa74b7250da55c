using System.Globalization;

namespace KeySafety.Server.Keys;

/// <summary>The data directory, held by this process alone until disposed.</summary>
internal sealed class DataDirectory : IDisposable
{
    public const string DatabaseName = "torque.db";

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
        try
        {
            path = Path.GetFullPath(path);
            MakeDirectory(path);
            // The lock is the operating system's: it ends with the process, however that ends.
            return new DataDirectory(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.HResult is WouldBlock or SharingViolation)
        {
            throw new StartupException($"The data directory {path} is in use by process {Holder(path)}. "
                + "Stop that server, or start this one with another --data-dir.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
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
        try
        {
            using (var from = new FileStream(DatabasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            using (var to = new FileStream(unfinished, OwnerOnly(FileMode.Create, FileAccess.Write)))
            {
                from.CopyTo(to, 1 << 20);
                DiskSync.Flush(to);
            }

            File.Move(unfinished, Path.Combine(target, DatabaseName));
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public void Dispose()
    {
        File.Delete(_holderPath);
        _lock.Dispose();
    }

    /// <summary>How files of the data directory are opened: a new one is readable by its owner alone.</summary>
    public static FileStreamOptions OwnerOnly(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.Read, BufferSize = 1, Options = FileOptions.RandomAccess };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Makes a directory where it is missing, readable by its owner alone.</summary>
    public static void MakeDirectory(string path)
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
