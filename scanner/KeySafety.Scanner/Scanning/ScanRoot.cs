using KeySafety.Scanner.Git;

namespace KeySafety.Scanner.Scanning;

/// <summary>Where a scan takes place: what reports' paths are relative to, and where configuration is looked for.</summary>
/// <remarks>
/// The root of the repository that holds everything to scan; without one the current directory, if all is below it; else
/// the directory that all has in common.
/// </remarks>
internal sealed record ScanRoot(string Directory, Repository? Repository, IReadOnlyList<string> Paths)
{
    /// <exception cref="ScanFailedException">A path does not exist.</exception>
    public static ScanRoot Of(IReadOnlyList<string> paths)
    {
        var current = System.IO.Directory.GetCurrentDirectory();
        List<string> full = [.. (paths.Count == 0 ? ["."] : paths).Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        for (var i = 0; i < full.Count; i++)
        {
            if (!Path.Exists(full[i]))
                throw new ScanFailedException($"no such file or directory: {paths[i]}");
        }

        var directories = full.ConvertAll(path => System.IO.Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);
        if (Repository.Find(directories[0]) is { } repository && directories.TrueForAll(path => IsWithin(path, repository.Root)))
            return new(repository.Root, repository, full);
        if (directories.TrueForAll(path => IsWithin(path, current)))
            return new(current, null, full);

        var common = directories[0];
        while (!directories.TrueForAll(path => IsWithin(path, common)))
            common = Path.GetDirectoryName(common)!;
        return new(common, null, full);
    }

    public string Relative(string path) => Path.GetRelativePath(Directory, Path.GetFullPath(path)).Replace('\\', '/');

    private static bool IsWithin(string path, string directory)
    {
        var prefix = Path.EndsInDirectorySeparator(directory) ? directory : directory + Path.DirectorySeparatorChar;
        return path == directory || path.StartsWith(prefix, StringComparison.Ordinal);
    }
}
