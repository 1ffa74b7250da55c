using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> after keys were used.</summary>
public sealed class UsageKillTests : IDisposable
{
    private readonly KillRun _run = new();

    /// <summary>Counts that were flushed before a kill are there afterwards.</summary>
    [Fact]
    public async Task KillAfterASecond_KeepsTheUsage()
    {
        await using var server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        using (var http = _run.Http(server))
        {
            var value = await KillRun.CreateKey(http, "*");
            for (var i = 0; i < 7; i++)
                Assert.Equal(HttpStatusCode.OK, await KillRun.Status(http, value));
            // A flush a second; asking for the usage would be one by itself.
            await Task.Delay(TimeSpan.FromSeconds(3));
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        using var reader = _run.Http(again);
        Assert.Equal(7, JsonNode.Parse(await reader.GetStringAsync("/keys/0/usage"))!["requests"]!.GetValue<int>());
    }

    public void Dispose() => _run.Dispose();
}
