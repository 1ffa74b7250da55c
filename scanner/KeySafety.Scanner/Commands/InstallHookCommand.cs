using System.CommandLine;
using KeySafety.Scanner.Git;

namespace KeySafety.Scanner.Commands;

/// <summary><c>keysafety install-hook</c>: has git scan before every commit and push of this clone.</summary>
internal static class InstallHookCommand
{
    private const string Mark = "written by 'keysafety install-hook'";

    /// <summary>Finds the program as it was installed, or on the PATH; without it a commit is stopped rather than let through.</summary>
    private const string Preamble = """
        #!/bin/sh
        # {mark}; delete this file to uninstall
        if [ -x "{program}" ]; then keysafety="{program}"
        elif command -v keysafety >/dev/null 2>&1; then keysafety=keysafety
        else
          echo "keysafety is not installed, so nothing was scanned; install it or delete $0" >&2
          exit 1
        fi

        """;

    private const string PreCommit = """
        exec "$keysafety" scan --staged

        """;

    /// <summary>git says on stdin what is pushed: local ref and commit, remote ref and commit.</summary>
    private const string PrePush = """
        while read -r local_ref local_id remote_ref remote_id; do
          case "$local_id" in *[!0]*) ;; *) continue ;; esac
          if git cat-file -e "$remote_id" 2>/dev/null; then range="$local_id --not $remote_id"
          else range="$local_id --not --remotes=$1"; fi
          [ -n "$(git rev-list --max-count=1 $range --)" ] || continue
          "$keysafety" scan --range "$range" || exit 1
        done

        """;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly Option<bool> Force = new("--force") { Description = "Replace hooks that are there." };

    public static Command Create()
    {
        var command = new Command("install-hook", "Scan before every commit and push of this clone.") { Force };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        var repository = Repository.Require(Directory.GetCurrentDirectory());
        var directory = Path.Combine(repository.Root, repository.Run("rev-parse", "--git-path", "hooks").Trim());
        Directory.CreateDirectory(directory);
        List<(string Path, string Script)> hooks =
            [(Path.Combine(directory, "pre-commit"), PreCommit), (Path.Combine(directory, "pre-push"), PrePush)];

        if (!result.GetValue(Force) && hooks.Find(hook => IsForeign(hook.Path)).Path is { } foreign)
            throw new ScanFailedException($"{foreign} is not ours; call 'keysafety scan --staged' from it, or replace it with --force");

        var preamble = Preamble
            .Replace("{mark}", Mark, StringComparison.Ordinal)
            .Replace("{program}", ProgramPath(), StringComparison.Ordinal);
        foreach (var (path, script) in hooks)
        {
            File.WriteAllText(path, preamble + script);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Executable);
            Console.WriteLine($"installed {path}");
        }

        return ExitCode.Clean;
    }

    private static bool IsForeign(string path) =>
        File.Exists(path) && !File.ReadAllText(path).Contains(Mark, StringComparison.Ordinal);

    /// <summary>For the shell, in double quotes. Empty when run through <c>dotnet</c>, which is not this program.</summary>
    private static string ProgramPath()
    {
        var path = Environment.ProcessPath ?? "";
        return Path.GetFileNameWithoutExtension(path) == ThisProgram.Name && !path.AsSpan().ContainsAny("\"$`\\") ? path : "";
    }
}
