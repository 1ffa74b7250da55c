namespace KeySafety.Scanner.Git;

/// <summary>The repository that a directory is in.</summary>
/// <param name="Root">The work tree, or the repository itself where it is bare.</param>
/// <param name="CommonDirectory">Where objects and refs are: <c>.git</c>, also of a linked work tree.</param>
internal sealed record Repository(string Root, string CommonDirectory)
{
    /// <summary>Finds the repository of a directory; null where it is in none.</summary>
    /// <remarks>The usual layout is recognized without a process; git itself is asked about all others.</remarks>
    public static Repository? Find(string directory)
    {
        if (Environment.GetEnvironmentVariable("GIT_DIR") is null)
        {
            for (var at = new DirectoryInfo(Path.GetFullPath(directory)); at is not null; at = at.Parent)
            {
                var git = Path.Combine(at.FullName, ".git");
                if (File.Exists(Path.Combine(git, "HEAD")))
                    return new(at.FullName, git);
                if (File.Exists(git))
                    break;
            }
        }

        var (output, error) = GitProcess.TryRun(
            directory, "rev-parse", "--path-format=absolute", "--git-common-dir", "--is-bare-repository");
        if (error is not null)
            return null;

        var lines = output.Split('\n');
        if (lines[1] == "true")
            return new(lines[0], lines[0]);
        var (root, noTree) = GitProcess.TryRun(directory, "rev-parse", "--path-format=absolute", "--show-toplevel");
        return noTree is null ? new(root.TrimEnd('\n'), lines[0]) : null;
    }

    /// <exception cref="ScanFailedException">The directory is in none.</exception>
    public static Repository Require(string directory) =>
        Find(directory) ?? throw new ScanFailedException($"not a git repository: {Path.GetFullPath(directory)}");

    public GitProcess Start(params IEnumerable<string> arguments) => GitProcess.Start(Root, withInput: false, arguments);

    public GitProcess StartWithInput(params IEnumerable<string> arguments) => GitProcess.Start(Root, withInput: true, arguments);

    public string Run(params IEnumerable<string> arguments) => GitProcess.Run(Root, arguments);

    /// <summary>The user's own ignore file for all repositories.</summary>
    public string? ExcludesFile()
    {
        var (output, error) = GitProcess.TryRun(Root, "config", "--type=path", "--get", "core.excludesFile");
        if (error is null && output.Trim() is { Length: > 0 } configured)
            return Path.Combine(Root, configured);

        var home = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(home, "git", "ignore");
    }

    /// <summary>Files under a directory that were added although a pattern ignores them.</summary>
    public IReadOnlyList<string> TrackedButIgnored(string directory)
    {
        if (!File.Exists(Path.Combine(CommonDirectory, "index")))
            return [];
        var (output, error) = GitProcess.TryRun(
            Root, ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard", .. directory.Length > 0 ? (string[])["--", directory] : []]);
        return error is null ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>The commits behind which a shallow clone has nothing; empty for a full one.</summary>
    public IReadOnlySet<string> ShallowCommits()
    {
        var path = Path.Combine(CommonDirectory, "shallow");
        return File.Exists(path) ? File.ReadAllLines(path).ToHashSet(StringComparer.Ordinal) : [];
    }
}
