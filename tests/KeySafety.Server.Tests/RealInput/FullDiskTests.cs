using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A disk that takes no more: changes are refused, everything else goes on, and nothing that was acknowledged is lost.</summary>
public class FullDiskTests
{
    // No timing decides where in a commit the limit falls: each room cuts it at another byte.
    [RequiresFact("prlimit")]
    public async Task FullDisk_RefusesChangesClearlyAndLosesNothing()
    {
        var dataDir = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var bootstrap = TestServer.NewSecret();
        var acknowledged = new List<string>();
        foreach (var room in (int[])[200_000, 301_111, 423_456, 500_001])
        {
            await using var server = await ServerProcess.Start(bootstrap, dataDir);
            using var http = new HttpClient { BaseAddress = server.Address };
            await Limit(server, $"{room}:unlimited");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await CreateUntilRefused(http, bootstrap, acknowledged));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health")).StatusCode);
            await AssertAllWork(http, acknowledged);

            await Limit(server, "unlimited:unlimited");
            Assert.Equal(HttpStatusCode.Created, await Create(http, bootstrap, acknowledged));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health")).StatusCode);
            if (room % 2 == 0)
                await server.Kill();
            else
                Assert.Equal(0, await server.Terminate());
        }

        await using (var server = await ServerProcess.Start(bootstrap, dataDir))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            await AssertAllWork(http, acknowledged);
        }

        Directory.Delete(dataDir, recursive: true);
    }

    private static async Task<HttpStatusCode> CreateUntilRefused(HttpClient http, string bootstrap, List<string> acknowledged)
    {
        for (var i = 0; i < 500; i++)
        {
            if (await Create(http, bootstrap, acknowledged) is not HttpStatusCode.Created and var refused)
                return refused;
        }

        return HttpStatusCode.Created;
    }

    private static async Task<HttpStatusCode> Create(HttpClient http, string bootstrap, List<string> acknowledged)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/keys")
        {
            Headers = { { TestServer.KeyHeader, bootstrap } },
            Content = JsonContent.Create(new { description = new string('d', 2000), actions = new[] { "documents:search" }, collections = new[] { "*" } }),
        };
        using var response = await http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.Created)
            acknowledged.Add((await response.Content.ReadFromJsonAsync<JsonNode>())!["value"]!.GetValue<string>());
        return response.StatusCode;
    }

    private static async Task AssertAllWork(HttpClient http, List<string> keys)
    {
        foreach (var key in keys)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search") { Headers = { { TestServer.KeyHeader, key } } };
            using var response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static async Task Limit(ServerProcess server, string bytes)
    {
        var (exitCode, output) = await InstalledProgram.Run(
            "prlimit", Path.GetTempPath(), ["--pid", server.ProcessId.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}"]);
        Assert.True(exitCode == 0, output);
    }
}
