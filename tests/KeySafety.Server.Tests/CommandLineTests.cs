using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests;

/// <summary>What the program says and does when it is started rightly, wrongly, and stopped.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-command-");

    // The secrets that a test hands over: none may appear in what the program prints.
    private readonly string _bootstrapKey = TestServer.NewSecret();
    private readonly string _previousKey = TestServer.NewSecret();

    private string DataDir => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Help_NamesEverySetting()
    {
        var (exitCode, output) = await ServerProcess.Run(bootstrapKey: null, "--help");
        Assert.Equal(0, exitCode);
        foreach (var setting in Settings.All)
            Assert.Contains($"{setting.Option}{(setting.Value is null ? "" : $" <{setting.Value}>")} ", output + " ", StringComparison.Ordinal);
        Assert.Contains("--version", output, StringComparison.Ordinal);
        Assert.Contains("TORQUE_DATA_DIR", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        var (exitCode, output) = await ServerProcess.Run(bootstrapKey: null, "--version");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"\A\d+\.\d+\.\d+\S*\z", output);
    }

    [Theory]
    [InlineData("--no-such-option", "Unknown option --no-such-option.")]
    [InlineData("surplus", "Unexpected argument")]
    [InlineData("--api-port", "--api-port")]
    [InlineData("--api-port 65536", "--api-port does not take `65536`")]
    [InlineData("--api-port -1", "--api-port does not take `-1`")]
    [InlineData("--api-port http", "--api-port does not take `http`")]
    [InlineData("--api-port 1 --api-port 2", "--api-port")]
    [InlineData("--api-address nowhere", "--api-address does not take `nowhere`")]
    [InlineData("--bcrypt-cost 3", "--bcrypt-cost does not take `3`")]
    [InlineData("--bcrypt-cost 32", "--bcrypt-cost does not take `32`")]
    [InlineData("--trusted-proxies 10.0.0.0/33", "--trusted-proxies does not take `10.0.0.0/33`")]
    [InlineData("--trusted-proxies proxy", "--trusted-proxies does not take `proxy`")]
    [InlineData("--audit-retention -1", "--audit-retention does not take `-1`")]
    [InlineData("--audit-requests perhaps", "--audit-requests does not take `perhaps`")]
    [InlineData("--audit-file-size 0", "--audit-file-size does not take `0`")]
    [InlineData("--log-level loud", "--log-level does not take `loud`")]
    [InlineData("--log-level 1", "--log-level does not take `1`")]
    [InlineData("--enable-cors perhaps", "Unexpected argument")]
    [InlineData("--api-key-file /nowhere/key", "--api-key-file cannot be read")]
    [InlineData("--key-brand Torvus_", "--key-brand does not take `Torvus_`")]
    [InlineData("--public-url keys.example.com", "--public-url does not take `keys.example.com`")]
    [InlineData("--public-url https://keys.example.com/?a=b", "--public-url does not take")]
    [InlineData("--config /nowhere/torque.json", "--config cannot be read")]
    public async Task BadOption_IsOneLine(string arguments, string expected) =>
        await AssertRefused(expected, [_bootstrapKey], arguments.Split(' '));

    [Fact]
    public async Task MissingKey_SaysWhereToPutIt()
    {
        await AssertRefused("--api-key-file FILE", [null]);
        await AssertRefused("TORQUE_API_KEY", [string.Empty]);
    }

    [Fact]
    public async Task PortInUse_IsNamed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await AssertRefused($"Cannot listen on {listener.LocalEndpoint}", [_bootstrapKey], "--api-port", Port(listener));
    }

    [Fact]
    public async Task AddressOfAnotherMachine_IsNamed() =>
        await AssertRefused("Cannot listen on 192.0.2.1:", [_bootstrapKey], "--api-address", "192.0.2.1", "--api-port", "0");

    [Fact]
    public async Task UnwritableDataDir_IsNamed()
    {
        // Below a file: refused to every user, root included.
        var file = Write("file", string.Empty);
        var below = Path.Combine(file, "data");
        await AssertRefused($"The data directory {below} cannot be used", [_bootstrapKey], "--data-dir", below, "--api-port", "0");
        await AssertRefused($"The data directory {file} cannot be used", [_bootstrapKey], "--data-dir", file, "--api-port", "0");
    }

    [Fact]
    public async Task LockedDataDir_SaysWhoHoldsIt()
    {
        await using var holder = await ServerProcess.Start(_bootstrapKey, DataDir);
        await using var second = ServerProcess.Launch(_bootstrapKey, ["--data-dir", DataDir, "--api-port", "0"]);

        Assert.Equal(2, await second.Exit());
        Assert.Contains($"in use by process {holder.ProcessId}.", Assert.Single(second.Errors), StringComparison.Ordinal);
        // The refused start took nothing from the one that runs.
        await using var third = ServerProcess.Launch(_bootstrapKey, ["--data-dir", DataDir, "--api-port", "0"]);
        Assert.Equal(2, await third.Exit());
        Assert.Contains($"in use by process {holder.ProcessId}.", Assert.Single(third.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherBootstrapKey_IsRefusedWithTheWaysOut()
    {
        await using (var first = await ServerProcess.Start(_bootstrapKey, DataDir))
            await first.Terminate();
        var before = Contents();

        await using var refused = ServerProcess.Launch(_previousKey, ["--data-dir", DataDir, "--api-port", "0"]);
        Assert.Equal(2, await refused.Exit());
        var line = Assert.Single(refused.Errors);
        Assert.Contains("--previous-api-key", line, StringComparison.Ordinal);
        Assert.Contains("--reseal", line, StringComparison.Ordinal);
        AssertNoSecret(refused.Output);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task ShortKey_IsRefusedBeyondLoopback(string address) =>
        await AssertRefused("on a loopback address only", ["xyz"], "--api-address", address, "--api-port", "0");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task ShortKey_IsAcceptedOnLoopbackWithAWarning(string address)
    {
        await using var server = await ServerProcess.Start("xyz", DataDir, "--api-address", address);
        await AssertLogs(server, "warn The bootstrap key has fewer than 16 characters");
        Assert.Equal(HttpStatusCode.OK, await Debug(server, "xyz"));
    }

    [Fact]
    public async Task KeyOnTheCommandLine_WorksWithAWarning()
    {
        await using var server = await Started("--data-dir", DataDir, "--api-port", "0", "--api-key", _bootstrapKey);
        await AssertLogs(server, "warn The bootstrap key was given on the command line");
        Assert.Equal(HttpStatusCode.OK, await Debug(server, _bootstrapKey));
        AssertNoSecret(server.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task KeyFile_Works(string end)
    {
        var file = Write("key", _bootstrapKey + end);
        await using var server = await Started("--data-dir", DataDir, "--api-port", "0", "--api-key-file", file);
        Assert.Equal(HttpStatusCode.OK, await Debug(server, _bootstrapKey));
        Assert.DoesNotContain("warn", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyFileOnTheCommandLine_WinsOverAKeyInTheEnvironment()
    {
        var file = Write("key", _bootstrapKey);
        await using var server = await ServerProcess.Start(_previousKey, DataDir, "--api-key-file", file);
        Assert.Equal(HttpStatusCode.OK, await Debug(server, _bootstrapKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await Debug(server, _previousKey));
    }

    [Fact]
    public async Task EmptyKeyFile_IsRefused()
    {
        var file = Write("key", "\n");
        await AssertRefused($"The file {file} of --api-key-file is empty.", [null], "--api-key-file", file);
    }

    [Fact]
    public async Task ConfigFile_SetsWhatItNames()
    {
        var file = Write("torque.json", $$"""
            {
              // Comments are fine.
              "api-key": "{{_bootstrapKey}}",
              "data-dir": "{{DataDir}}",
              "api-port": 0,
              "enable-cors": true,
              "cors-domains": ["https://shop.example", "https://desk.example"],
              "log-level": "debug",
            }
            """);
        await using var server = await Started("--config", file);
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("Origin", "https://desk.example");
        using var answer = await http.GetAsync("/health");

        Assert.Equal(["https://desk.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        await AssertLogs(server, "debug GET /health 200");
        Assert.Equal(HttpStatusCode.OK, await Debug(server, _bootstrapKey));
        AssertNoSecret(server.Output);
    }

    [Fact]
    public async Task CommandLine_WinsOverEnvironmentOverConfigFile()
    {
        var file = Write("torque.json", $$"""{ "data-dir": "{{DataDir}}-1", "log-level": "debug", "api-port": 0, "api-address": "nowhere" }""");
        await using var server = ServerProcess.Launch(
            _bootstrapKey, ["--api-address", "127.0.0.1"],
            ("TORQUE_CONFIG", file), ("TORQUE_DATA_DIR", DataDir + "-2"), ("TORQUE_API_ADDRESS", "nowhere"));
        await WaitUntilItListens(server);

        Assert.False(Directory.Exists(DataDir + "-1"));
        Assert.True(Directory.Exists(DataDir + "-2"));
        await Debug(server, _bootstrapKey);
        await AssertLogs(server, "debug GET /debug 200");
    }

    [Theory]
    [InlineData("""{ "api-prot": 1 }""", "unknown setting `api-prot`")]
    [InlineData("""{ "config": "x" }""", "unknown setting `config`")]
    [InlineData("""{ "plan": { "gold": { "requests": 5 } } }""", "unknown setting `plan`")]
    [InlineData("""{ "plans": 5 }""", "unknown setting `plans`")]
    [InlineData("""{ "plans": { "gold": { "request": 5 } } }""", "The plan `gold` in the configuration has an unknown field `request`")]
    [InlineData("""{ "plans": { "gold": { "per_seconds": 60 } } }""", "The plan `gold` in the configuration has no `requests`")]
    [InlineData("""{ "plans": { "gold": { "requests": "many" } } }""", "`requests` of the plan `gold` in the configuration is no whole number: `many`")]
    [InlineData("""{ "plans": { "gold": { "requests": 0 } } }""", "at least 1 request")]
    [InlineData("""{ "plans": { "gold": { "requests": 5 }, "GOLD": { "requests": 6 } } }""", "cannot be read")]
    [InlineData("""{ "data-dir": {} }""", "The setting `data-dir`")]
    [InlineData("""{ "api-port": "many" }""", "--api-port does not take `many`")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("api-port = 1", "is not a JSON object")]
    [InlineData("", "is not a JSON object")]
    public async Task BadConfigFile_IsRefused(string content, string expected) =>
        await AssertRefused(expected, [_bootstrapKey], "--config", Write("torque.json", content));

    [Fact]
    public async Task SecretInBrokenConfigFile_IsNotPrinted()
    {
        await AssertRefused("is not a JSON object", [null], "--config", Write("torque.json", $$"""{ "api-key": "{{_bootstrapKey}}" """));
        await AssertRefused("must be a text", [null], "--config", Write("torque.json", $$"""{ "api-key": { "x": "{{_bootstrapKey}}" } }"""));
    }

    // A value that slipped to the wrong place must not end up in a log either.
    [Fact]
    public async Task SecretWithoutItsOption_IsNotPrinted()
    {
        await AssertRefused("Unexpected argument", [null], _bootstrapKey);
        await AssertRefused("Unknown option --apikey.", [null], "--apikey", _bootstrapKey);
        await AssertRefused("Unknown option --apikey.", [null], $"--apikey={_bootstrapKey}");
        await AssertRefused(string.Empty, [null], "--api-key", _bootstrapKey, "--api-key", _previousKey);
        await AssertRefused(string.Empty, [null], "--reseal", _bootstrapKey);
    }

    [Fact]
    public async Task Terminate_EndsWithinTwoSecondsAlthoughConnectionsAreOpen()
    {
        await using var server = await ServerProcess.Start(_bootstrapKey, DataDir);
        using var http = new HttpClient { BaseAddress = server.Address };
        // Ten that had an answer and stay open, and one that never sent a request.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => http.GetStringAsync("/health")));
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, server.Address.Port);

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await server.Terminate());

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
        Assert.Empty(server.Errors);
        Assert.False(File.Exists(Path.Combine(DataDir, "pid")));
    }

    [Fact]
    public async Task Terminate_EndsWithinTwoSecondsAlthoughARequestIsUnfinished()
    {
        await using var server = await ServerProcess.Start(_bootstrapKey, DataDir);
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await using var stream = slow.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST /keys HTTP/1.1\r\nHost: localhost\r\n{TestServer.KeyHeader}: {_bootstrapKey}\r\nContent-Length: 100\r\n\r\n{{"));
        await Task.Delay(200);

        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await server.Terminate());

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
    }

    /// <summary>One line on standard error, nothing else, exit code 2, nothing created, and no secret in it.</summary>
    /// <param name="expected">Part of that line.</param>
    /// <param name="bootstrapKey">In the environment; one, or none at all.</param>
    /// <param name="arguments">Of the command line; a data directory is added unless they have one.</param>
    private async Task AssertRefused(string expected, string?[] bootstrapKey, params string[] arguments)
    {
        var before = Contents();
        if (!arguments.Contains("--data-dir"))
            arguments = ["--data-dir", DataDir, .. arguments];
        await using var server = ServerProcess.Launch(bootstrapKey.Single(), arguments);

        Assert.Equal(2, await server.Exit());
        var line = Assert.Single(server.Errors);
        Assert.StartsWith("torque-server: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Equal(line, server.Output);
        AssertNoSecret(line);
        Assert.Equal(before, Contents());
    }

    private void AssertNoSecret(string text)
    {
        Assert.DoesNotContain(_bootstrapKey, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_previousKey, text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task AssertLogs(ServerProcess server, string text)
    {
        for (var attempt = 0; attempt < 300 && !server.Output.Contains(text, StringComparison.Ordinal); attempt++)
            await Task.Delay(100);
        Assert.Contains(text, server.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Debug(ServerProcess server, string key)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(TestServer.KeyHeader, key);
        using var answer = await http.GetAsync("/debug");
        return answer.StatusCode;
    }

    private static async Task<ServerProcess> Started(params string[] arguments)
    {
        var server = ServerProcess.Launch(bootstrapKey: null, arguments);
        await WaitUntilItListens(server);
        return server;
    }

    private static Task WaitUntilItListens(ServerProcess server) => AssertLogs(server, "torque-server listens on ");

    private static string Port(TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private List<string> Contents() =>
        [.. _directory.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order()];
}
