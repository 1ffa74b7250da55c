using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> at a random moment: what was acknowledged is there afterwards, and the server always starts again.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int SampledDeleted = 200;

    // Longer than a first start takes; what is killed later than that is killed while it answers.
    private static readonly TimeSpan MaxStarting = TimeSpan.FromSeconds(1.5);

    private readonly KillRun _run = new();

    [Fact]
    public async Task KillWhileWriting_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_run.Seed);
        var clients = Enumerable.Range(0, KillRun.Clients).Select(number => new RecordingClient(number, new Random(random.Next()))).ToList();
        // Kept across rounds: an id that was ever given out, or seen, must not come back.
        var ids = new HashSet<int>();
        var server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
        for (var round = 1; round <= KillRun.Rounds; round++)
        {
            try
            {
                await using (server)
                    await WriteAndKill(server, clients, random);
                server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory);
                using var http = _run.Http(server);
                await Compare(http, clients, ids, round == KillRun.Rounds ? null : random);
            }
            catch (Exception error)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"Round {round} of {KillRun.Rounds}, KEYSAFETY_KILL_SEED={_run.Seed}: {error.Message}", error);
            }
        }

        await server.DisposeAsync();
        output.WriteLine(
            $"{KillRun.Rounds} rounds: {clients.Sum(client => client.Acknowledged)} acknowledged changes, "
            + $"{clients.Sum(client => client.Live.Count)} keys live, {clients.Sum(client => client.Deleted.Count)} deleted, {ids.Count} ids.");
        Assert.True(clients.Sum(client => client.Acknowledged) > KillRun.Rounds, "Hardly anything was written; the test showed nothing.");
    }

    [Fact]
    public async Task KillDuringStart_StartsAgain()
    {
        const int KillsInARow = 3;
        var random = new Random(_run.Seed);
        for (var round = 1; round <= Math.Max(1, KillRun.Rounds / KillsInARow); round++)
        {
            var directory = Path.Combine(_run.Directory, round.ToString(CultureInfo.InvariantCulture));
            try
            {
                for (var kill = 0; kill < KillsInARow; kill++)
                    await StartAndKill(directory, random);

                int id;
                await using (var server = await ServerProcess.Start(_run.BootstrapKey, directory))
                {
                    using var http = _run.Http(server);
                    id = await CreateKey(http);
                    await server.Kill();
                }

                await StartAndKill(directory, random);
                await using var last = await ServerProcess.Start(_run.BootstrapKey, directory);
                using var reader = _run.Http(last);
                Assert.Equal([id], (await KillRun.List(reader)).Keys);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Round {round}, KEYSAFETY_KILL_SEED={_run.Seed}: {error.Message}", error);
            }
        }
    }

    public void Dispose() => _run.Dispose();

    private async Task WriteAndKill(ServerProcess server, List<RecordingClient> clients, Random random)
    {
        using var http = _run.Http(server);
        using var killed = new CancellationTokenSource();
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = clients.ConvertAll(client => client.Write(http, acknowledged, killed.Token));
        // The first request of a process is slow; only one round in five may end before it is answered.
        if (random.Next(5) > 0)
            await Task.WhenAny([acknowledged.Task, .. writing]);
        await Task.Delay(random.NextDouble() * KillRun.MaxWriting);
        await killed.CancelAsync();
        await server.Kill();
        await Task.WhenAll(writing);
    }

    private async Task StartAndKill(string directory, Random random)
    {
        await using var server = ServerProcess.Launch(
            _run.BootstrapKey, ["--data-dir", directory, "--api-port", "0", "--bcrypt-cost", "4"]);
        await Task.Delay(random.NextDouble() * MaxStarting);
        await server.Kill();
    }

    // The sample chooses which deleted keys are tried again; without one all are.
    private static async Task Compare(HttpClient http, List<RecordingClient> clients, HashSet<int> ids, Random? sample)
    {
        foreach (var id in clients.SelectMany(client => client.Ids))
            Assert.True(ids.Add(id), $"Id {id} was given out twice.");
        clients.ForEach(client => client.Ids.Clear());

        var stored = await KillRun.List(http);
        foreach (var client in clients)
            Settle(client, stored, ids);

        var live = clients.SelectMany(client => client.Live.Values).ToList();
        foreach (var key in live)
        {
            Assert.True(stored.Remove(key.Id, out var description), $"Key {key.Id} ({key.Description}) was acknowledged and is gone.");
            Assert.Equal(key.Description, description);
        }

        Assert.True(stored.Count == 0, $"Nobody wrote, or somebody deleted: {string.Join(", ", stored)}.");

        await Parallel.ForEachAsync(live.Where(key => key.Value is not null), async (key, _) =>
            Assert.Equal((HttpStatusCode.OK, key.Id.ToString(CultureInfo.InvariantCulture)), await Authorize(http, key)));
        var deleted = clients.SelectMany(client => client.Deleted).ToArray();
        if (sample is not null && deleted.Length > SampledDeleted)
            deleted = sample.GetItems(deleted, SampledDeleted);
        await Parallel.ForEachAsync(deleted.Where(key => key.Value is not null), async (key, _) =>
            Assert.Equal((HttpStatusCode.Unauthorized, null), await Authorize(http, key)));
    }

    /// <summary>Finds out what became of the change in flight, and takes it as acknowledged or as never made.</summary>
    private static void Settle(RecordingClient client, Dictionary<int, string> stored, HashSet<int> ids)
    {
        if (client.InFlight is not { } change)
            return;

        client.InFlight = null;
        if (change is { Key: { } key, Description: var description })
        {
            if (description is null && !stored.ContainsKey(key.Id))
            {
                client.Live.Remove(key.Id);
                client.Deleted.Add(key);
            }
            else if (description is not null && stored.GetValueOrDefault(key.Id) == description)
            {
                client.Live[key.Id] = key with { Description = description };
            }
        }
        else if (stored.FirstOrDefault(pair => pair.Value == change.Description) is { Value: not null } created)
        {
            Assert.True(ids.Add(created.Key), $"Id {created.Key} was given out twice.");
            client.Live[created.Key] = new RecordingClient.Written(created.Key, change.Value, created.Value);
        }
    }

    private static async Task<int> CreateKey(HttpClient http)
    {
        var body = new { description = "first", actions = new[] { "documents:search" }, collections = new[] { "*" } };
        using var response = await http.PostAsJsonAsync("/keys", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<int>();
    }

    private static async Task<(HttpStatusCode Status, string? KeyId)> Authorize(HttpClient http, RecordingClient.Written key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search");
        request.Headers.Add(TestServer.KeyHeader, key.Value);
        // Every key from an address of its own: the limit on failures is not what is tested here.
        request.Headers.Add("X-Forwarded-For", $"10.{key.Id >> 16 & 255}.{key.Id >> 8 & 255}.{key.Id & 255}");
        using var response = await http.SendAsync(request);
        return (response.StatusCode, response.Headers.TryGetValues("X-Key-Id", out var id) ? id.Single() : null);
    }
}
