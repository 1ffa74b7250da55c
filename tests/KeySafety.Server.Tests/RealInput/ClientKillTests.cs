using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.RealInput;

/// <summary><c>kill -9</c> while clients are made and ended.</summary>
public sealed class ClientKillTests(ITestOutputHelper output) : IDisposable
{
    private readonly KillRun _run = new();

    /// <summary>Makes, revokes and deletes clients and revokes tokens: each acknowledged one is so afterwards, and tokens live through the restart.</summary>
    [Fact]
    public async Task KillWhileClientsChange_KeepsWhatWasAcknowledged()
    {
        var random = new Random(_run.Seed);
        const string issuer = "https://keys.example.com";
        var server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory, "--public-url", issuer);
        for (var round = 1; round <= KillRun.Rounds; round++)
        {
            var good = new List<(string Id, string Secret, string Token)>();
            var bad = new List<(string Id, string Secret, string Token)>();
            var endedTokens = new List<string>();
            await using (server)
            {
                using var http = _run.Http(server);
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

            server = await ServerProcess.Start(_run.BootstrapKey, _run.Directory, "--public-url", issuer);
            using var reader = _run.Http(server);
            foreach (var (id, secret, token) in good)
            {
                Assert.NotNull(await Token(reader, id, secret, CancellationToken.None));
                Assert.Equal(HttpStatusCode.OK, await KillRun.Status(reader, token));
            }

            foreach (var (id, secret, token) in bad)
            {
                Assert.Null(await Token(reader, id, secret, CancellationToken.None));
                Assert.Equal(HttpStatusCode.Unauthorized, await KillRun.Status(reader, token));
            }

            foreach (var token in endedTokens)
                Assert.Equal(HttpStatusCode.Unauthorized, await KillRun.Status(reader, token));
            output.WriteLine($"round {round}: {good.Count} kept, {bad.Count} ended, {endedTokens.Count} tokens ended");
        }

        await server.DisposeAsync();
    }

    public void Dispose() => _run.Dispose();

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
}
