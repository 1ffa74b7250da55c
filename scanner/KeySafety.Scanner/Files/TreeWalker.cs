using System.IO.Enumeration;
using KeySafety.Scanner.Git;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Files;

/// <summary>Lists the files of a tree that git would not ignore.</summary>
/// <remarks>
/// Symbolic links are not followed: their target is either in the tree, and scanned there, or none of its business. Empty
/// files are left out, and with them pipes, sockets and devices, which would block the reader.
/// </remarks>
internal sealed class TreeWalker(string root, Repository? repository, Policy policy, ScanLog log)
{
    private static readonly EnumerationOptions OneLevel = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    private readonly record struct Entry(string Name, bool IsDirectory);

    /// <summary>The files under a directory, which is the root or below it.</summary>
    public IEnumerable<FileEntry> Walk(string directory)
    {
        var relative = Relative(directory);
        var scope = OuterScope();
        var at = "";
        if (relative.Length > 0)
        {
            foreach (var segment in relative.TrimEnd('/').Split('/'))
            {
                scope = EnterScope(scope, at);
                at += segment + "/";
            }
        }

        var pending = new Stack<(string Directory, IgnoreScope? Scope)>();
        pending.Push((at, scope));
        while (pending.TryPop(out var next))
        {
            if (IsOfKernel(Path.Combine(root, next.Directory)))
            {
                log.AddProblem(next.Directory.Length > 0 ? next.Directory : root, "the kernel makes up its files, which can block or never end; name those to read");
                continue;
            }

            var inner = EnterScope(next.Scope, next.Directory);
            foreach (var entry in List(next.Directory))
            {
                var path = next.Directory + entry.Name;
                if ((entry.IsDirectory && entry.Name == ".git") || IgnoreScope.Ignores(inner, path, entry.IsDirectory))
                    continue;
                if (entry.IsDirectory)
                    pending.Push((path + "/", inner));
                else if (!policy.IgnoresPath(path))
                    yield return new(Path.Combine(root, path), path);
            }
        }

        foreach (var path in TrackedButIgnored(relative))
        {
            if (!policy.IgnoresPath(path))
                yield return new(Path.Combine(root, path), path);
        }
    }

    /// <summary>Why a file of the tree is not scanned; null where it is.</summary>
    public string? WhyIgnored(string path)
    {
        if (policy.IgnoresPath(path))
            return "the configuration ignores its path";

        var scope = EnterScope(OuterScope(), "");
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (IgnoreScope.Ignores(scope, path.AsSpan(0, slash), isDirectory: true))
                return $"git ignores the directory {path[..slash]}";
            scope = EnterScope(scope, path[..(slash + 1)]);
        }

        return IgnoreScope.Ignores(scope, path, isDirectory: false) ? "git ignores it" : null;
    }

    private string Relative(string directory)
    {
        var relative = Path.GetRelativePath(root, directory).Replace('\\', '/');
        return relative == "." ? "" : relative + "/";
    }

    /// <summary>What git reads besides <c>.gitignore</c> files, the least important first.</summary>
    private IgnoreScope? OuterScope()
    {
        IgnoreScope? scope = null;
        if (repository is null)
            return scope;
        if (repository.ExcludesFile() is { } global && IgnoreFile.Read(global) is { } everywhere)
            scope = new(scope, everywhere, "");
        if (IgnoreFile.Read(Path.Combine(repository.CommonDirectory, "info", "exclude")) is { } local)
            scope = new(scope, local, "");
        return scope;
    }

    private IgnoreScope? EnterScope(IgnoreScope? scope, string directory)
    {
        var path = Path.Combine(root, directory, ".gitignore");
        try
        {
            return IgnoreFile.Read(path) is { } file ? new(scope, file, directory) : scope;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.AddProblem(directory + ".gitignore", Reasons.Of(e));
            return scope;
        }
    }

    // Its files have no length: to leave them out as empty would be a silent pass.
    private static bool IsOfKernel(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) + "/";
        return OperatingSystem.IsLinux() && (path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal));
    }

    private List<Entry> List(string directory)
    {
        try
        {
            var entries = new FileSystemEnumerable<Entry>(
                Path.Combine(root, directory),
                static (ref entry) => new(entry.FileName.ToString(), entry.IsDirectory),
                OneLevel)
            {
                ShouldIncludePredicate = static (ref entry) =>
                    (entry.Attributes & FileAttributes.ReparsePoint) == 0 && (entry.IsDirectory || entry.Length > 0),
            };
            return [.. entries];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.AddProblem(directory, Reasons.Of(e));
            return [];
        }
    }

    /// <summary>Files that were added in spite of an ignore pattern are part of the repository; git never ignores them.</summary>
    private IEnumerable<string> TrackedButIgnored(string relative) =>
        repository is null || Path.GetFullPath(repository.Root) != Path.GetFullPath(root)
            ? []
            : repository.TrackedButIgnored(relative).Where(path => new FileInfo(Path.Combine(root, path)) is { Exists: true, LinkTarget: null });
}
