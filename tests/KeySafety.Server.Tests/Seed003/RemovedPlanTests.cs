using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>A plan that somebody takes out of the configuration: nobody is left without a limit by it.</summary>
public sealed class RemovedPlanTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-plan-");
    private readonly string _bootstrap = TestServer.NewSecret();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task PlanThatKeysHave_KeepsTheServerFromStartingWithoutIt()
    {
        await File.WriteAllTextAsync(Config, """{ "plans": { "gold": { "requests": 5 } } }""");
        await using (var server = await ServerProcess.Start(_bootstrap, DataDir, "--config", Config))
        {
            await Create(server, "/keys", """{"description":"a","permissions":["read"],"plan":"gold"}""");
            await Create(server, "/keys", """{"description":"b","permissions":["read"],"plan":"gold","expires_at":1}""");
            await Create(server, "/keys", """{"description":"c","permissions":["read"],"plan":"professional"}""");
            await Create(server, "/v1/clients", """{"name":"d","type":"service","role":"viewer","plan":"gold"}""");
            Assert.Equal(0, await server.Terminate());
        }

        await File.WriteAllTextAsync(Config, """{ "plans": { "silver": { "requests": 5 } } }""");
        var (exitCode, output) = await ServerProcess.Run(_bootstrap, "--config", Config, "--data-dir", DataDir, "--api-port", "0");
        Assert.Equal(2, exitCode);
        Assert.Equal(
            "torque-server: The plan `gold` is not in the configuration (section `plans`), and 2 keys and 1 clients have it: they would have no limit. "
            + "Put it back; to take it away, give them another one first.",
            output.Trim());

        // As it says: put back, given another one, taken away.
        await File.WriteAllTextAsync(Config, """{ "plans": { "gold": { "requests": 5 } } }""");
        await using (var server = await ServerProcess.Start(_bootstrap, DataDir, "--config", Config))
        {
            using var http = Http(server);
            foreach (var id in new[] { 0, 1 })
                Assert.Equal(HttpStatusCode.OK, (await http.PatchAsync($"/keys/{id}", new StringContent("""{"plan":"enterprise"}"""))).StatusCode);
            var client = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("/v1/clients"))!["clients"]![0]!["client_id"];
            // Refused for good: it needs no plan.
            Assert.Equal(HttpStatusCode.OK, (await http.PostAsync($"/v1/clients/{client}/revoke", null)).StatusCode);
            Assert.Equal(0, await server.Terminate());
        }

        await using var last = await ServerProcess.Start(_bootstrap, DataDir);
    }

    private string Config => Path.Combine(_directory.FullName, "torque.json");

    private string DataDir => Path.Combine(_directory.FullName, "data");

    private HttpClient Http(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(TestServer.KeyHeader, _bootstrap);
        return http;
    }

    private async Task Create(ServerProcess server, string path, string body)
    {
        using var http = Http(server);
        using var answer = await http.PostAsync(path, new StringContent(body));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }
}
