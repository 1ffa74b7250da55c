using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> while keys are rotated.</summary>
public sealed class RotationKillTests : IDisposable
{
    private readonly KillRun _run = new();

    /// <summary>Rotates one key again and again: afterwards exactly the last value that may be the key's works, and the one before it in its grace.</summary>
    [Fact]
    public async Task KillWhileRotating_LeavesTheOldValueOrTheNewOne()
    {
        var random = new Random(_run.Seed);
        var server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        string current, parent;
        using (var http = _run.Http(server))
            (current, parent) = (await KillRun.CreateKey(http, "*"), await KillRun.CreateKey(http, "documents:search"));
        // A parent of scoped keys, which is rotated as well.
        var scoped = ScopedKeyTests.Mint(parent, "{}");
        for (var round = 1; round <= KillRun.Rounds; round++)
        {
            string? before = null;
            var isInDoubt = false;
            await using (server)
            {
                using var http = _run.Http(server);
                using var end = new CancellationTokenSource(TimeSpan.FromSeconds(random.NextDouble()));
                try
                {
                    while (true)
                    {
                        isInDoubt = true;
                        var next = await Rotate(http, 0, graceSeconds: 0, end.Token);
                        (before, current, isInDoubt) = (current, next, false);
                        await Rotate(http, 1, graceSeconds: 600, end.Token);
                        await Rotate(http, 1, graceSeconds: 0, end.Token);
                    }
                }
                catch (Exception error) when (error is OperationCanceledException or HttpRequestException)
                {
                    // Killed, or in the middle of a rotation: then nobody knows which value counts.
                }

                await server.Kill();
            }

            server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
            using var reader = _run.Http(server);
            Assert.Equal([0, 1], (await KillRun.List(reader)).Keys.Order());
            if (before is not null)
                Assert.Equal(HttpStatusCode.Unauthorized, await KillRun.Status(reader, before));
            if (!isInDoubt)
                Assert.Equal(HttpStatusCode.OK, await KillRun.Status(reader, current));
            // The rotation in flight is either there, and with it a value that nobody has, or not at all: one more brings a known one.
            current = await Rotate(reader, 0, graceSeconds: 0, CancellationToken.None);
            parent = await Rotate(reader, 1, graceSeconds: 0, CancellationToken.None);
            var grace = await Rotate(reader, 1, graceSeconds: 600, CancellationToken.None);
            foreach (var value in new[] { current, parent, grace, ScopedKeyTests.Mint(parent, "{}"), ScopedKeyTests.Mint(grace, "{}") })
                Assert.Equal(HttpStatusCode.OK, await KillRun.Status(reader, value));
            Assert.Equal(HttpStatusCode.Unauthorized, await KillRun.Status(reader, scoped));
        }

        await server.DisposeAsync();
    }

    public void Dispose() => _run.Dispose();

    private static async Task<string> Rotate(HttpClient http, int id, int graceSeconds, CancellationToken end)
    {
        using var response = await http.PostAsJsonAsync($"/keys/{id}/rotate", new { grace_seconds = graceSeconds }, end);
        return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(end))!["value"]!.GetValue<string>();
    }
}
