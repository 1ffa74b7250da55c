using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KeySafety.Server.Tests.Hosting;

/// <summary>torque-server as a process of its own, on a free port: what can be killed, and whose output can be read.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private ServerProcess(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public Uri Address => _address.Task.IsCompletedSuccessfully ? _address.Task.Result : throw new InvalidOperationException("Not started.");

    /// <summary>Everything written to standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>The lines on standard error alone.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_output)
                return [.. _errors];
        }
    }

    /// <summary>Starts the server and waits until it listens.</summary>
    public static Task<ServerProcess> Start(string bootstrapKey, string dataDir, params string[] arguments) => Start(bootstrapKey, dataDir, 0, arguments);

    /// <summary>The same on a port of the caller's choice.</summary>
    public static async Task<ServerProcess> Start(string bootstrapKey, string dataDir, int port, params string[] arguments)
    {
        var server = Launch(bootstrapKey, ["--data-dir", dataDir, "--api-port", $"{port}", "--bcrypt-cost", "4", .. arguments]);
        var exited = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._address.Task, exited, Task.Delay(TimeSpan.FromSeconds(30))) == server._address.Task)
            return server;

        await using (server)
            throw new InvalidOperationException($"The server did not start:\n{server.Output}");
    }

    /// <summary>Runs the command line to its end.</summary>
    public static async Task<(int ExitCode, string Output)> Run(string? bootstrapKey, params string[] arguments)
    {
        await using var server = Launch(bootstrapKey, arguments);
        return (await server.Exit(), server.Output);
    }

    /// <summary>Starts the command line and waits for nothing.</summary>
    public static ServerProcess Launch(string? bootstrapKey, string[] arguments, params (string Name, string Value)[] variables)
    {
        // Without the signal that goes with it, a file that reaches its size limit is a write that fails: a full disk for a test.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", "dotnet", typeof(KeyServer).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (bootstrapKey is not null)
            start.Environment["TORQUE_API_KEY"] = bootstrapKey;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var server = new ServerProcess(new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server.Note(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Note(line.Data, isError: true);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        _disposed = true;
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private void Note(string? line, bool isError = false)
    {
        if (line is null)
            return;

        lock (_output)
        {
            _output.Add(line);
            if (isError)
                _errors.Add(line);
        }

        if (Listening().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"listens on (http://\S+?),")]
    private static partial Regex Listening();
}
