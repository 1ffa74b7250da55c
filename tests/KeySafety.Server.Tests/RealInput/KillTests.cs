using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;
using KeySafety.Server.Tests.Seed004;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> at a random moment: what was acknowledged is there afterwards, and the server always starts again.</summary>
/// <remarks><c>KEYSAFETY_KILL_ROUNDS</c> says how often, <c>KEYSAFETY_KILL_SEED</c> repeats the choices of a run (not its timing).</remarks>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Clients = 6;
    private const int SampledDeleted = 200;

    private static readonly TimeSpan MaxWriting = TimeSpan.FromSeconds(1);

    // Longer than a first start takes; what is killed later than that is killed while it answers.
    private static readonly TimeSpan MaxStarting = TimeSpan.FromSeconds(1.5);

    private static readonly int Rounds = Setting("KEYSAFETY_KILL_ROUNDS") ?? (Environment.GetEnvironmentVariable("CI") == "true" ? 30 : 5);

    private readonly int _seed = Setting("KEYSAFETY_KILL_SEED") ?? Random.Shared.Next();
    private readonly string _bootstrapKey = TestServer.NewSecret();
    private readonly string _directory = Directory.CreateTempSubdirectory("torque-kill-").FullName;

    [Fact]
    public async Task KillWhileWriting_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_seed);
        var clients = Enumerable.Range(0, Clients).Select(number => new RecordingClient(number, new Random(random.Next()))).ToList();
        // Kept across rounds: an id that was ever given out, or seen, must not come back.
        var ids = new HashSet<int>();
        var server = await ServerProcess.Start(_bootstrapKey, _directory);
        for (var round = 1; round <= Rounds; round++)
        {
            try
            {
                await using (server)
                    await WriteAndKill(server, clients, random);
                server = await ServerProcess.Start(_bootstrapKey, _directory);
                using var http = Http(server);
                await Compare(http, clients, ids, round == Rounds ? null : random);
            }
            catch (Exception error)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"Round {round} of {Rounds}, KEYSAFETY_KILL_SEED={_seed}: {error.Message}", error);
            }
        }

        await server.DisposeAsync();
        output.WriteLine(
            $"{Rounds} rounds: {clients.Sum(client => client.Acknowledged)} acknowledged changes, "
            + $"{clients.Sum(client => client.Live.Count)} keys live, {clients.Sum(client => client.Deleted.Count)} deleted, {ids.Count} ids.");
        Assert.True(clients.Sum(client => client.Acknowledged) > Rounds, "Hardly anything was written; the test showed nothing.");
    }

    [Fact]
    public async Task KillDuringStart_StartsAgain()
    {
        const int KillsInARow = 3;
        var random = new Random(_seed);
        for (var round = 1; round <= Math.Max(1, Rounds / KillsInARow); round++)
        {
            var directory = Path.Combine(_directory, round.ToString(CultureInfo.InvariantCulture));
            try
            {
                for (var kill = 0; kill < KillsInARow; kill++)
                    await StartAndKill(directory, random);

                int id;
                await using (var server = await ServerProcess.Start(_bootstrapKey, directory))
                {
                    using var http = Http(server);
                    id = await CreateKey(http);
                    await server.Kill();
                }

                await StartAndKill(directory, random);
                await using var last = await ServerProcess.Start(_bootstrapKey, directory);
                using var reader = Http(last);
                Assert.Equal([id], (await List(reader)).Keys);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Round {round}, KEYSAFETY_KILL_SEED={_seed}: {error.Message}", error);
            }
        }
    }

    /// <summary>Rotates one key again and again: afterwards exactly the last value that may be the key's works, and the one before it in its grace.</summary>
    [Fact]
    public async Task KillWhileRotating_LeavesTheOldValueOrTheNewOne()
    {
        var random = new Random(_seed);
        var server = await ServerProcess.Start(_bootstrapKey, _directory);
        string current, parent;
        using (var http = Http(server))
            (current, parent) = (await CreateKey(http, "*"), await CreateKey(http, "documents:search"));
        // A parent of scoped keys, which is rotated as well.
        var scoped = ScopedKeyTests.Mint(parent, "{}");
        for (var round = 1; round <= Rounds; round++)
        {
            string? before = null;
            var isInDoubt = false;
            await using (server)
            {
                using var http = Http(server);
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

            server = await ServerProcess.Start(_bootstrapKey, _directory);
            using var reader = Http(server);
            Assert.Equal([0, 1], (await List(reader)).Keys.Order());
            if (before is not null)
                Assert.Equal(HttpStatusCode.Unauthorized, await Status(reader, before));
            if (!isInDoubt)
                Assert.Equal(HttpStatusCode.OK, await Status(reader, current));
            // The rotation in flight is either there, and with it a value that nobody has, or not at all: one more brings a known one.
            current = await Rotate(reader, 0, graceSeconds: 0, CancellationToken.None);
            parent = await Rotate(reader, 1, graceSeconds: 0, CancellationToken.None);
            var grace = await Rotate(reader, 1, graceSeconds: 600, CancellationToken.None);
            foreach (var value in new[] { current, parent, grace, ScopedKeyTests.Mint(parent, "{}"), ScopedKeyTests.Mint(grace, "{}") })
                Assert.Equal(HttpStatusCode.OK, await Status(reader, value));
            Assert.Equal(HttpStatusCode.Unauthorized, await Status(reader, scoped));
        }

        await server.DisposeAsync();
    }

    /// <summary>Makes, revokes and deletes clients and revokes tokens: each acknowledged one is so afterwards, and tokens live through the restart.</summary>
    [Fact]
    public async Task KillWhileClientsChange_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_seed);
        const string issuer = "https://keys.example.com";
        var server = await ServerProcess.Start(_bootstrapKey, _directory, "--public-url", issuer);
        for (var round = 1; round <= Rounds; round++)
        {
            var good = new List<(string Id, string Secret, string Token)>();
            var bad = new List<(string Id, string Secret, string Token)>();
            var endedTokens = new List<string>();
            await using (server)
            {
                using var http = Http(server);
                using var end = new CancellationTokenSource(TimeSpan.FromSeconds(0.5 + random.NextDouble()));
                try
                {
                    while (true)
                    {
                        var client = await CreateClient(http, end.Token);
                        var token = await Token(http, client.Id, client.Secret, end.Token) ?? throw new InvalidOperationException("A new client got no token.");
                        var all = (client.Id, client.Secret, token);
                        switch (random.Next(4))
                        {
                            case 0:
                                await Done(http.PostAsync($"/v1/clients/{client.Id}/revoke", null, end.Token));
                                bad.Add(all);
                                break;
                            case 1:
                                await Done(http.DeleteAsync($"/v1/clients/{client.Id}", end.Token));
                                bad.Add(all);
                                break;
                            case 2:
                                using (var form = Form(("client_id", client.Id), ("client_secret", client.Secret), ("token", token)))
                                    await Done(http.PostAsync("/v1/auth/revoke", form, end.Token));
                                endedTokens.Add(token);
                                break;
                            default:
                                good.Add(all);
                                break;
                        }
                    }
                }
                catch (Exception error) when (error is OperationCanceledException or HttpRequestException)
                {
                    // Killed in the middle of something that is not asked about.
                }

                await server.Kill();
            }

            server = await ServerProcess.Start(_bootstrapKey, _directory, "--public-url", issuer);
            using var reader = Http(server);
            foreach (var (id, secret, token) in good)
            {
                Assert.NotNull(await Token(reader, id, secret, CancellationToken.None));
                Assert.Equal(HttpStatusCode.OK, await Status(reader, token));
            }

            foreach (var (id, secret, token) in bad)
            {
                Assert.Null(await Token(reader, id, secret, CancellationToken.None));
                Assert.Equal(HttpStatusCode.Unauthorized, await Status(reader, token));
            }

            foreach (var token in endedTokens)
                Assert.Equal(HttpStatusCode.Unauthorized, await Status(reader, token));
            output.WriteLine($"round {round}: {good.Count} kept, {bad.Count} ended, {endedTokens.Count} tokens ended");
        }

        await server.DisposeAsync();
    }

    /// <summary>Users are synced, and make and revoke their keys: what was acknowledged is there afterwards, and never two active keys.</summary>
    [Fact]
    public async Task KillWhileUsersMakeKeys_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_seed);
        await using var issuer = await LocalIssuer.Start();
        var config = Path.Combine(_directory, "torque.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            issuers = new { local = new { issuer = issuer.Issuer, jwks_uri = issuer.JwksUri, audience = LocalIssuer.Audience } },
            users = new { roles = new { developer = new { actions = new[] { "documents:search" } } } },
        }));
        var people = Enumerable.Range(0, Clients).Select(number => new RecordingUser($"user_{number}", issuer)).ToList();
        var data = Path.Combine(_directory, "data");
        for (var round = 1; round <= Rounds; round++)
        {
            await using (var server = await ServerProcess.Start(_bootstrapKey, data, "--config", config))
            {
                using var http = new HttpClient { BaseAddress = server.Address };
                using var killed = new CancellationTokenSource();
                var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var writing = people.ConvertAll(user => user.Write(http, acknowledged, killed.Token));
                await Task.WhenAny([acknowledged.Task, .. writing]);
                await Task.Delay(random.NextDouble() * MaxWriting);
                await killed.CancelAsync();
                await server.Kill();
                await Task.WhenAll(writing);
            }

            await using var again = await ServerProcess.Start(_bootstrapKey, data, "--config", config);
            using var reader = new HttpClient { BaseAddress = again.Address };
            foreach (var user in people)
                await user.Compare(reader);
        }

        output.WriteLine($"{Rounds} rounds: {people.Sum(user => user.Acknowledged)} acknowledged changes.");
        Assert.True(people.Sum(user => user.Acknowledged) > Rounds, "Hardly anything was written; the test showed nothing.");
    }

    /// <summary>Counts that were flushed before a kill are there afterwards, also of more keys than have their records written in a second.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    public async Task KillAfterASecond_KeepsTheUsage(int keys)
    {
        await using var server = await ServerProcess.Start(_bootstrapKey, _directory);
        using (var http = Http(server))
        {
            var values = new List<string>();
            for (var i = 0; i < keys; i++)
                values.Add(await CreateKey(http, "*"));
            for (var i = 0; i < 7; i++)
            {
                foreach (var value in values)
                    Assert.Equal(HttpStatusCode.OK, await Status(http, value));
            }

            // A flush a second; asking for the usage would be one by itself.
            await Task.Delay(TimeSpan.FromSeconds(3));
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(_bootstrapKey, _directory);
        using var reader = Http(again);
        for (var id = 0; id < keys; id++)
            Assert.Equal(7, JsonNode.Parse(await reader.GetStringAsync($"/keys/{id}/usage"))!["requests"]!.GetValue<int>());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task WriteAndKill(ServerProcess server, List<RecordingClient> clients, Random random)
    {
        using var http = Http(server);
        using var killed = new CancellationTokenSource();
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = clients.ConvertAll(client => client.Write(http, acknowledged, killed.Token));
        // The first request of a process is slow; only one round in five may end before it is answered.
        if (random.Next(5) > 0)
            await Task.WhenAny([acknowledged.Task, .. writing]);
        await Task.Delay(random.NextDouble() * MaxWriting);
        await killed.CancelAsync();
        await server.Kill();
        await Task.WhenAll(writing);
    }

    private async Task StartAndKill(string directory, Random random)
    {
        await using var server = ServerProcess.Launch(
            _bootstrapKey, ["--data-dir", directory, "--api-port", "0", "--bcrypt-cost", "4"]);
        await Task.Delay(random.NextDouble() * MaxStarting);
        await server.Kill();
    }

    // The sample chooses which deleted keys are tried again; without one all are.
    private static async Task Compare(HttpClient http, List<RecordingClient> clients, HashSet<int> ids, Random? sample)
    {
        foreach (var id in clients.SelectMany(client => client.Ids))
            Assert.True(ids.Add(id), $"Id {id} was given out twice.");
        clients.ForEach(client => client.Ids.Clear());

        var stored = await List(http);
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

    private static async Task<Dictionary<int, string>> List(HttpClient http)
    {
        var list = JsonNode.Parse(await http.GetStringAsync("/keys"))!["keys"]!.AsArray();
        return list.ToDictionary(key => key!["id"]!.GetValue<int>(), key => key!["description"]!.GetValue<string>());
    }

    private static async Task<int> CreateKey(HttpClient http)
    {
        var body = new { description = "first", actions = new[] { "documents:search" }, collections = new[] { "*" } };
        using var response = await http.PostAsJsonAsync("/keys", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<int>();
    }

    private static async Task<string> CreateKey(HttpClient http, string action)
    {
        var body = new { description = "rotated", actions = new[] { action }, collections = new[] { "*" } };
        using var response = await http.PostAsJsonAsync("/keys", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["value"]!.GetValue<string>();
    }

    private static async Task<string> Rotate(HttpClient http, int id, int graceSeconds, CancellationToken end)
    {
        using var response = await http.PostAsJsonAsync($"/keys/{id}/rotate", new { grace_seconds = graceSeconds }, end);
        return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(end))!["value"]!.GetValue<string>();
    }

    private static async Task<(string Id, string Secret)> CreateClient(HttpClient http, CancellationToken end)
    {
        using var response = await http.PostAsJsonAsync("/v1/clients", new { name = Guid.NewGuid(), type = "service", role = "viewer" }, end);
        var answer = JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(end))!;
        return (answer["client_id"]!.GetValue<string>(), answer["client_secret"]!.GetValue<string>());
    }

    private static async Task<string?> Token(HttpClient http, string id, string secret, CancellationToken end)
    {
        using var form = Form(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/token") { Content = form };
        // From an address of its own: the limit on failures is not what is tested here.
        request.Headers.Add("X-Forwarded-For", $"2001:db8:{Random.Shared.Next(65536):x}:{Random.Shared.Next(65536):x}::1");
        using var response = await http.SendAsync(request, end);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(end))!["access_token"]!.GetValue<string>() : null;
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static async Task Done(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        response.EnsureSuccessStatusCode();
    }

    private static async Task<HttpStatusCode> Status(HttpClient http, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search");
        request.Headers.Add(TestServer.KeyHeader, value);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
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

    private HttpClient Http(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(TestServer.KeyHeader, _bootstrapKey);
        return http;
    }

    private static int? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
