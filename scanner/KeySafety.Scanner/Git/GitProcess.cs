using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace KeySafety.Scanner.Git;

/// <summary>A running git. Its output is read as bytes; what it says on stderr becomes our one line when it fails.</summary>
internal sealed class GitProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private GitProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                lock (_errors)
                    _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <exception cref="ScanFailedException">There is no git.</exception>
    public static GitProcess Start(string directory, bool withInput, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = withInput,
            UseShellExecute = false,
        };
        // Paths with umlauts come as they are, and a scan takes no lock that a commit at the same time would wait for.
        start.ArgumentList.Add("--no-optional-locks");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("core.quotePath=false");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            throw new ScanFailedException("git was not found; scanning commits needs it on the PATH");
        }
    }

    /// <summary>Runs git to its end and returns what it wrote.</summary>
    /// <exception cref="ScanFailedException">It failed; the message is git's.</exception>
    public static string Run(string directory, params IEnumerable<string> arguments)
    {
        var (output, error) = TryRun(directory, arguments);
        return error is null ? output : throw new ScanFailedException($"git: {error}");
    }

    /// <summary>Runs git to its end; the error is null where it succeeded.</summary>
    public static (string Output, string? Error) TryRun(string directory, params IEnumerable<string> arguments)
    {
        using var git = Start(directory, withInput: false, arguments);
        using var reader = new StreamReader(git.Output, Encoding.UTF8);
        var output = reader.ReadToEnd();
        return (output, git.WaitForError());
    }

    /// <summary>Waits for the end, to be called when the output has been read.</summary>
    /// <exception cref="ScanFailedException">It failed; the message is git's.</exception>
    public void WaitForSuccess()
    {
        if (WaitForError() is { } error)
            throw new ScanFailedException($"git: {error}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private string? WaitForError()
    {
        _process.WaitForExit();
        if (_process.ExitCode == 0)
            return null;

        lock (_errors)
        {
            var lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var line = lines.FirstOrDefault(each => each.StartsWith("fatal: ", StringComparison.Ordinal)) ?? lines.FirstOrDefault();
            return line?.Replace("fatal: ", "", StringComparison.Ordinal) ?? $"exit code {_process.ExitCode}";
        }
    }
}
