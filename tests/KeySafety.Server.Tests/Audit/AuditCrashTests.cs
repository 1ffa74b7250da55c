using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.RealInput;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Audit;

/// <summary>The audit after <c>kill -9</c> and on a disk that takes no more.</summary>
public sealed class AuditCrashTests : IDisposable
{
    private readonly string _key = TestServer.NewSecret();
    private readonly string _dataDir = Directory.CreateTempSubdirectory("torque-audit-").FullName;

    private AuditDirectory Audit => new(_dataDir);

    public void Dispose() => Directory.Delete(_dataDir, recursive: true);

    [Fact]
    public async Task KillWhileWriting_LeavesASoundAuditWithEveryAcknowledgedChange()
    {
        var acknowledged = new HashSet<string>();
        var rounds = Environment.GetEnvironmentVariable("KEYSAFETY_KILL_ROUNDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 4;
        for (var round = 0; round < rounds; round++)
        {
            await using (var server = await ServerProcess.Start(_key, _dataDir))
            {
                using var http = Http(server);
                using var killed = new CancellationTokenSource();
                var acknowledgedBefore = acknowledged.Count;
                var writing = Enumerable.Range(0, 4).Select(_ => Write(http, acknowledged, killed.Token)).ToList();
                await UntilMoreThan(acknowledged, acknowledgedBefore);
                await Task.Delay(TimeSpan.FromSeconds(Random.Shared.NextDouble()));
                await killed.CancelAsync();
                await server.Kill();
                await Task.WhenAll(writing);
            }

            foreach (var key in (string?[])[null, _key])
            {
                var (exitCode, output) = await Audit.Verify(key);
                Assert.True(exitCode == 0, $"Round {round}: {output}");
            }
        }

        await using var last = await ServerProcess.Start(_key, _dataDir);
        using var reader = Http(last);
        var stored = JsonNode.Parse(await reader.GetStringAsync("/keys"))!["keys"]!.AsArray().Select(key => $"key:{key!["id"]}").ToHashSet();
        var changes = Audit.Of("change").ToLookup(change => change["outcome"]!.GetValue<string>());
        var made = changes["made"].Where(change => change["change"]!.GetValue<string>() == "created").Select(change => change["target"]!.GetValue<string>()).ToHashSet();
        Assert.NotEmpty(acknowledged);
        // No acknowledged change without its record, no record of a change that was not made, and none left open.
        Assert.Subset(made, acknowledged);
        Assert.Equal(stored.Order(), made.Order());
        Assert.Equal(
            changes["intended"].Select(change => change["seq"]!.GetValue<long>()).Order(),
            changes["made"].Concat(changes["not made"]).Select(change => change["intent"]!.GetValue<long>()).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public async Task TornRecord_IsClosedOffAndNoted(int bytes)
    {
        await using (var server = await ServerProcess.Start(_key, _dataDir))
            await server.Kill();
        var file = Audit.Files.Single();
        File.AppendAllText(file, """{"seq":3,"time":"2026-05-01T12:00:00.000Z","kind":"request","workspace":"default","credential":"bootstrap","route":"GET /keys","action":"keys:list","method":"GET","status":200,"outcome":"allowed","address":"::1"}"""[..bytes]);
        Assert.Equal(0, (await Audit.Verify(_key)).ExitCode);

        await using (var server = await ServerProcess.Start(_key, _dataDir))
        {
            Assert.DoesNotContain("error", server.Output, StringComparison.Ordinal);
            await server.Terminate();
        }

        var start = Audit.Of("start").Last();
        Assert.Equal(bytes, start["torn_bytes"]!.GetValue<int>());
        Assert.Null(start["problem"]);
        Assert.Equal(0, (await Audit.Verify(_key)).ExitCode);
    }

    // The limit on file sizes falls into the audit here, not into the database: its file is made long beforehand.
    [RequiresFact("prlimit")]
    public async Task FullDisk_RefusesChangesServesRequestsAndCountsWhatIsMissing()
    {
        await using var issuer = await LocalIssuer.Start();
        var configuration = Path.Combine(_dataDir, "torque.json");
        await File.WriteAllTextAsync(configuration, $$"""{"issuers":{"local":{"issuer":"{{issuer.Issuer}}","audience":"{{LocalIssuer.Audience}}","jwks_uri":"{{issuer.JwksUri}}"} } }""");
        await using var server = await ServerProcess.Start(_key, _dataDir, "--config", configuration);
        using var http = Http(server);
        var worker = (await Create(http))!;
        var others = await OtherChanges.Prepare(http, server.Address, issuer.Token(DateTimeOffset.UtcNow));
        // The usage of keys is written every second, so the database grows as well, and goes on to while the audit cannot.
        for (var i = 0; AuditLength() < LongestOfDatabase() + 1_000_000; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await Authorize(http, worker));
            if (i % 200 == 0)
                await Task.Delay(100);
        }

        var length = AuditLength();
        await Limit(server, $"{length + 100}:unlimited");

        using (var refused = await Post(http))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("Nothing was changed", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var (change, send) in others.All)
        {
            using var refused = await send();
            Assert.True(refused.StatusCode == HttpStatusCode.ServiceUnavailable, change);
            Assert.Contains("Nothing was changed", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(await others.AreInForce(), change);
        }

        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.OK, await Authorize(http, worker));
        await Task.Delay(600);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health")).StatusCode);
        Assert.Equal(0, (await Audit.Verify(_key)).ExitCode);

        await Limit(server, "unlimited:unlimited");
        Assert.NotNull(await Create(http));
        foreach (var (change, send) in others.All)
        {
            using var made = await send();
            Assert.True(made.StatusCode == HttpStatusCode.OK, change);
        }

        Assert.False(await others.AreInForce());
        Assert.True(Audit.Of("gap").Sum(gap => gap["dropped"]!.GetValue<int>()) >= 50);
        Assert.All(Audit.Of("gap"), gap => Assert.Equal("disk", gap["reason"]!.GetValue<string>()));
        await server.Terminate();
        var (exitCode, output) = await Audit.Verify(_key);
        Assert.True(exitCode == 0, output);
        // The refused key is no key, and no record says that it is one.
        Assert.Equal(2, Audit.Of("change").Count(change => change["outcome"]!.GetValue<string>() == "made" && change["target"]!.GetValue<string>().StartsWith("key:", StringComparison.Ordinal)));
    }

    private long AuditLength() => new FileInfo(Audit.Files.Single()).Length;

    private long LongestOfDatabase() => new DirectoryInfo(_dataDir).EnumerateFiles("torque*").Max(file => file.Length);

    // A machine that is busy with others may take seconds for the first one.
    private static async Task UntilMoreThan(HashSet<string> acknowledged, int count)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            lock (acknowledged)
            {
                if (acknowledged.Count > count)
                    return;
            }

            Assert.True(started.Elapsed < TimeSpan.FromSeconds(60), "No change was acknowledged.");
            await Task.Delay(20);
        }
    }

    private static async Task Write(HttpClient http, HashSet<string> acknowledged, CancellationToken killed)
    {
        while (true)
        {
            try
            {
                using var response = await Post(http);
                var id = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None))!["id"];
                lock (acknowledged)
                    acknowledged.Add($"key:{id}");
                using var list = await http.GetAsync("/debug", CancellationToken.None);
            }
            catch (HttpRequestException) when (killed.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static Task<HttpResponseMessage> Post(HttpClient http) =>
        http.PostAsJsonAsync("/keys", new { description = "d", actions = new[] { "documents:search" }, collections = new[] { "*" } });

    private static async Task<string?> Create(HttpClient http)
    {
        using var response = await Post(http);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["value"]?.GetValue<string>();
    }

    private static async Task<HttpStatusCode> Authorize(HttpClient http, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search");
        request.Headers.Add(TestServer.KeyHeader, key);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task Limit(ServerProcess server, string bytes)
    {
        var (exitCode, output) = await InstalledProgram.Run(
            "prlimit", Path.GetTempPath(), ["--pid", server.ProcessId.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}"]);
        Assert.True(exitCode == 0, output);
    }

    private HttpClient Http(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(TestServer.KeyHeader, _key);
        return http;
    }
}
