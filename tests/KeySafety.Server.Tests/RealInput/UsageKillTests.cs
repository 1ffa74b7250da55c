using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> after keys were used.</summary>
public sealed class UsageKillTests : IDisposable
{
    private readonly KillRun _run = new();

    /// <summary>Counts that were flushed before a kill are there afterwards, also of more keys than have their records written in a second.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    public async Task KillAfterASecond_KeepsTheUsage(int keys)
    {
        await using var server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        using (var http = _run.Http(server))
        {
            var values = new List<string>();
            for (var i = 0; i < keys; i++)
                values.Add(await KillRun.CreateKey(http, "*"));
            for (var i = 0; i < 7; i++)
            {
                foreach (var value in values)
                    Assert.Equal(HttpStatusCode.OK, await KillRun.Status(http, value));
            }

            // A flush a second; asking for the usage would be one by itself.
            await Task.Delay(TimeSpan.FromSeconds(3));
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        using var reader = _run.Http(again);
        for (var id = 0; id < keys; id++)
            Assert.Equal(7, JsonNode.Parse(await reader.GetStringAsync($"/keys/{id}/usage"))!["requests"]!.GetValue<int>());
    }

    public void Dispose() => _run.Dispose();
}
