using System.Runtime.InteropServices;

namespace KeySafety.Server.Keys;

/// <summary>Waits until what was written to a file is on the disk, or says that it is not.</summary>
/// <remarks>
/// <c>FileStream.Flush(flushToDisk: true)</c> of .NET 10.0 on Linux calls <c>fsync</c> and takes no notice when that fails (seen with an
/// injected EIO: the stream returned, and the change was answered as stored). So on Linux the call is ours.
/// </remarks>
internal static partial class DiskSync
{
    // linux/errno.h, the same number on every architecture that .NET runs on.
    private const int Interrupted = 4;
    private const int Invalid = 22;
    private const int NotSupported = 95;

    /// <exception cref="IOException">The disk refused: nobody knows what of the file is on it.</exception>
    public static void Flush(FileStream file)
    {
        if (!OperatingSystem.IsLinux())
        {
            file.Flush(flushToDisk: true);
            return;
        }

        file.Flush(flushToDisk: false);
        while (FSync(file.SafeFileHandle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            // A file system that knows no such thing: some in memory and over a network.
            if (error is Invalid or NotSupported)
                return;
            if (error != Interrupted)
                throw new IOException($"The disk did not confirm a write to {file.Name}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeHandle file);
}
