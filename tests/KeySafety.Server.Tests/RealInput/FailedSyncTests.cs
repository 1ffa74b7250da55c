using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using KeySafety.Server.Audit;
using KeySafety.Server.Keys;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A disk that takes a write and does not confirm it: nothing is answered as stored, and the server goes on with what is there.</summary>
public class FailedSyncTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>strace, and a system that lets it hold another process of the same user.</summary>
    private sealed class RequiresTracerAttribute : RequiresFactAttribute
    {
        private const string Scope = "/proc/sys/kernel/yama/ptrace_scope";

        public RequiresTracerAttribute()
            : base("strace")
        {
            if (Skip is null && !Environment.IsPrivilegedProcess && File.Exists(Scope) && File.ReadAllText(Scope).Trim() != "0")
                Skip = $"needs leave to trace another process: {Scope} is not 0";
        }
    }

    // A commit is two syncs: before the page that makes it valid, and after. The first to fail leaves nothing, the second leaves all.
    [RequiresTracer]
    public Task SyncBeforeTheCommitFails_LeavesNothing() => FailSync(Log, "1+", HttpStatusCode.Unauthorized);

    [RequiresTracer]
    public Task SyncAfterTheCommitFails_IsNotAnsweredAsStoredAndInForceLater() => FailSync(Log, "2+", HttpStatusCode.OK);

    // What cannot be recorded is not made.
    [RequiresTracer]
    public Task SyncOfTheAuditFails_LeavesNothing() =>
        FailSync(dataDir => Directory.GetFiles(Path.Combine(dataDir, AuditFile.Folder), "*.jsonl").Single(), "1+", HttpStatusCode.Unauthorized);

    private static string Log(string dataDir) => DatabaseFiles.LogPath(Path.Combine(dataDir, DataDirectory.DatabaseName));

    private static async Task FailSync(Func<string, string> file, string failing, HttpStatusCode afterwards)
    {
        var dataDir = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var bootstrap = TestServer.NewSecret();
        var (before, during, after) = (TestServer.NewSecret(), TestServer.NewSecret(), TestServer.NewSecret());
        await using (var server = await ServerProcess.Start(bootstrap, dataDir))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.Created, await Create(http, bootstrap, before));
            await WhileSyncsFail(server, file(dataDir), failing, async () =>
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, await Create(http, bootstrap, during));
                Assert.Equal(HttpStatusCode.OK, await Use(http, before));
            });

            await UntilHealthy(http);
            Assert.Equal(afterwards, await Use(http, during));
            Assert.Equal(HttpStatusCode.Created, await Create(http, bootstrap, after));
            await server.Kill();
        }

        await using (var server = await ServerProcess.Start(bootstrap, dataDir))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.OK, await Use(http, before));
            Assert.Equal(afterwards, await Use(http, during));
            Assert.Equal(HttpStatusCode.OK, await Use(http, after));
        }

        Directory.Delete(dataDir, recursive: true);
    }

    private static async Task WhileSyncsFail(ServerProcess server, string file, string failing, Func<Task> act)
    {
        string[] arguments = ["-f", "-p", server.ProcessId.ToString(CultureInfo.InvariantCulture), "-P", file, "-e", "trace=fsync", "-e", $"inject=fsync:error=EIO:when={failing}"];
        using var tracer = Process.Start(new ProcessStartInfo(RequiresFactAttribute.Find("strace")!, arguments) { RedirectStandardError = true })!;
        try
        {
            // Says first which path it resolved, where that has links.
            string? said;
            do
                said = await tracer.StandardError.ReadLineAsync().WaitAsync(Patience);
            while (said?.Contains("Requested path", StringComparison.Ordinal) == true);
            Assert.Contains("attached", said, StringComparison.Ordinal);
            // Read on, or it waits for its reader with the server stopped.
            _ = tracer.StandardError.ReadToEndAsync();
            await act();
        }
        finally
        {
            using var stop = Process.Start("kill", ["-INT", tracer.Id.ToString(CultureInfo.InvariantCulture)]);
            await tracer.WaitForExitAsync().WaitAsync(Patience);
        }
    }

    private static async Task UntilHealthy(HttpClient http)
    {
        var started = Stopwatch.StartNew();
        while ((await http.GetAsync("/health")).StatusCode != HttpStatusCode.OK)
        {
            Assert.True(started.Elapsed < Patience, "The server did not come back to health.");
            await Task.Delay(50);
        }
    }

    private static async Task<HttpStatusCode> Create(HttpClient http, string bootstrap, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/keys")
        {
            Headers = { { TestServer.KeyHeader, bootstrap } },
            Content = JsonContent.Create(new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, value }),
        };
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> Use(HttpClient http, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search") { Headers = { { TestServer.KeyHeader, value } } };
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
