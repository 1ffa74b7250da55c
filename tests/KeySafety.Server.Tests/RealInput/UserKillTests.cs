using System.Text.Json;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed004;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> while users come and make their keys.</summary>
public sealed class UserKillTests(ITestOutputHelper output) : IDisposable
{
    private readonly KillRun _run = new();

    /// <summary>Users are synced, and make and revoke their keys: what was acknowledged is there afterwards, and never two active keys.</summary>
    [Fact]
    public async Task KillWhileUsersMakeKeys_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_run.Seed);
        await using var issuer = await LocalIssuer.Start();
        var config = Path.Combine(_run.Directory, "torque.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            issuers = new { local = new { issuer = issuer.Issuer, jwks_uri = issuer.JwksUri, audience = LocalIssuer.Audience } },
            users = new { roles = new { developer = new { actions = new[] { "documents:search" } } } },
        }));
        var people = Enumerable.Range(0, KillRun.Clients).Select(number => new RecordingUser($"user_{number}", issuer)).ToList();
        var data = Path.Combine(_run.Directory, "data");
        for (var round = 1; round <= KillRun.Rounds; round++)
        {
            await using (var server = await ServerProcess.Start(_run.BootstrapKey, data, "--config", config))
            {
                using var http = new HttpClient { BaseAddress = server.Address };
                using var killed = new CancellationTokenSource();
                var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var writing = people.ConvertAll(user => user.Write(http, acknowledged, killed.Token));
                await Task.WhenAny([acknowledged.Task, .. writing]);
                await Task.Delay(random.NextDouble() * KillRun.MaxWriting);
                await killed.CancelAsync();
                await server.Kill();
                await Task.WhenAll(writing);
            }

            await using var again = await ServerProcess.Start(_run.BootstrapKey, data, "--config", config);
            using var reader = new HttpClient { BaseAddress = again.Address };
            foreach (var user in people)
                await user.Compare(reader);
        }

        output.WriteLine($"{KillRun.Rounds} rounds: {people.Sum(user => user.Acknowledged)} acknowledged changes.");
        Assert.True(people.Sum(user => user.Acknowledged) > KillRun.Rounds, "Hardly anything was written; the test showed nothing.");
    }

    public void Dispose() => _run.Dispose();
}
