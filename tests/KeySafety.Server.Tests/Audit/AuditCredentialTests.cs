using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Gateway;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed001;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Audit;

/// <summary>What is recorded of clients, users and the gateway, and who reads it.</summary>
public class AuditCredentialTests
{
    [Theory]
    [InlineData("/v1/auth/token")]
    [InlineData("/v1/auth/revoke")]
    public async Task ClientsSecret_IsRecordedAsTheClientAndNeverItself(string path)
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var client = await server.CreateService(workspace: "acme");
        var form = path.EndsWith("token", StringComparison.Ordinal) ? "grant_type=client_credentials" : "token=" + await server.Token(client);
        var wrong = client with { Secret = client.Secret[..^4] + "0000" };
        var stranger = new ApiClients.Credentials(wrong.Secret, client.Secret);
        await server.PostForm(path, form, client, address: "203.0.113.1");
        await server.PostForm(path, form, wrong, address: "203.0.113.2");
        // Somebody takes one for the other: what nobody knows is not written down.
        await server.PostForm(path, form, stranger, address: "203.0.113.3");
        await server.WithToken(await OwnerOf(server, "acme"), $"/v1/clients/{client.Id}/revoke", HttpMethod.Post);
        await server.PostForm(path, form, client, address: "203.0.113.4");

        Assert.Equal(("allowed", $"client:{client.Id}", "acme", 200), Of(await Single(server, path, "203.0.113.1")));
        Assert.Equal(("unknown", $"client:{client.Id}", "acme", 401), Of(await Single(server, path, "203.0.113.2")));
        Assert.Equal(("unknown", "unknown", "default", 401), Of(await Single(server, path, "203.0.113.3")));
        Assert.Equal(("revoked", $"client:{client.Id}", "acme", 401), Of(await Single(server, path, "203.0.113.4")));
        var files = new AuditDirectory(server.Options.DataDir).Records.ConvertAll(record => record.ToJsonString());
        foreach (var secret in new[] { client.Secret, wrong.Secret, form.Split('=')[1] })
            Assert.True(secret == "client_credentials" || !files.Exists(line => line.Contains(secret, StringComparison.Ordinal)), "A secret is in the audit.");
    }

    [Fact]
    public async Task GuessesOfALimitedAddress_AreNotRecorded()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var wrong = client with { Secret = "wrong" };
        for (var i = 0; i < 110; i++)
            await server.PostForm("/v1/auth/token", "grant_type=client_credentials", wrong, address: "203.0.113.9");
        var records = (await server.Get("/audit?address=203.0.113.9&limit=1000")).Json["records"]!.AsArray();
        Assert.InRange(records.Count, 90, 101);
    }

    [Fact]
    public async Task QuestionAboutAGatewayRoute_IsRecordedWithThatRoute()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, GatewayServer.Route("vaults", "/v1/vaults/{**rest}", "vaults:read"));
        var (id, key) = await server.CreateKey(["vaults:read"]);
        await server.Send(HttpMethod.Delete, "/authorize/v1/vaults/a", key: key, headers: ("X-Request-Id", "path"));
        await server.Send(HttpMethod.Get, "/authorize", key: key, headers:
            [("X-Original-URI", "/v1/vaults/a"), ("X-Original-Method", "PATCH"), ("X-Request-Id", "headers")]);
        await server.Send(HttpMethod.Get, "/v1/vaults/a", key: key, headers: ("X-Request-Id", "passed"));
        foreach (var (request, method) in new[] { ("path", "DELETE"), ("headers", "PATCH"), ("passed", "GET") })
        {
            var record = await AuditRecordTests.Single(server, $"request_id={request}");
            Assert.Equal(
                ("gateway vaults", method, "vaults:read", $"key:{id}"),
                (Text(record, "route"), Text(record, "method"), Text(record, "action"), Text(record, "credential")));
        }
    }

    [Fact]
    public async Task UsersKey_IsRecordedAsItIsMadeUsedAndRevoked()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var userId = (await users.Sync(token)).Json["user"]!["id"]!.GetValue<string>();
        var (id, value) = await users.KeyOf(token, "laptop");
        await users.Me(value);
        await AuditRecordTests.Single(users.Server, $"kind=request&credential=user-key:{id}");
        await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", token);

        Assert.Equal(["created intended", "created made", "revoked intended", "revoked made"], Changes(users.Server, $"user-key:{id}", by: $"user:{userId}"));
        Assert.DoesNotContain(new AuditDirectory(users.Server.Options.DataDir).Records, record => record.ToJsonString().Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_IsRecordedAsItIsMadeChangedAndRemoved()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var owner = await server.CreateService(workspace: "acme");
        var token = await server.Token(owner);
        var client = (await server.WithToken(token, "/v1/clients", HttpMethod.Post, new { name = "c", type = "service", role = "viewer" })).Json["client_id"]!.GetValue<string>();
        await server.WithToken(token, $"/v1/clients/{client}", HttpMethod.Patch, new { role = "creator" });
        await server.WithToken(token, $"/v1/clients/{client}/rotate-secret", HttpMethod.Post);
        await server.WithToken(token, $"/v1/clients/{client}/revoke", HttpMethod.Post);
        await server.WithToken(token, $"/v1/clients/{client}", HttpMethod.Delete);
        Assert.Equal(
            ["created", "updated", "rotated", "revoked", "removed"],
            Changes(server, $"client:{client}", by: $"client:{owner.Id}").Where(change => change.EndsWith(" made", StringComparison.Ordinal)).Select(change => change.Split(' ')[0]));
        Assert.All(
            new AuditDirectory(server.Options.DataDir).Of("change").Where(change => Text(change, "target") == $"client:{client}"),
            change => Assert.Equal("acme", Text(change, "workspace")));
    }

    [Fact]
    public async Task OwnerOfAWorkspace_ReadsItsRecordsAlone()
    {
        await using var server = await ApiClients.Start();
        foreach (var workspace in new[] { "acme", "globex" })
            await server.CreateWorkspace(workspace);
        var tokens = new Dictionary<string, string> { ["acme"] = await OwnerOf(server, "acme"), ["globex"] = await OwnerOf(server, "globex") };
        foreach (var token in tokens.Values)
            await server.WithToken(token, "/keys", HttpMethod.Post, new { description = "k", actions = new[] { "*" }, collections = new[] { "*" } });
        await server.CreateKey();
        foreach (var (workspace, token) in tokens)
        {
            await server.WithToken(token, "/keys", headers: ("X-Request-Id", workspace));
            await AuditRecordTests.Single(server, $"request_id={workspace}");
        }

        foreach (var (workspace, token) in tokens)
        {
            Assert.Equal([workspace], Workspaces(await server.WithToken(token, "/audit?limit=1000")));
            // The words of this surface for "not yours".
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithToken(token, "/audit", headers: (ApiClients.WorkspaceHeader, "default"))).Status);
            var csv = await server.WithToken(token, "/audit", headers: ("Accept", "text/csv"));
            Assert.DoesNotContain(workspace == "acme" ? "globex" : "acme", csv.Body, StringComparison.Ordinal);
            // A parameter does not widen it.
            Assert.NotEqual(HttpStatusCode.OK, (await server.WithToken(token, "/audit?workspace=default")).Status);
            Assert.Equal([workspace], Workspaces(await server.Send(HttpMethod.Get, "/audit?limit=1000", headers: (ApiClients.WorkspaceHeader, workspace))));
        }

        Assert.Equal(["acme", "default", "globex"], Workspaces(await server.Get("/audit?limit=1000")));
    }

    private static async Task<string> OwnerOf(TestServer server, string workspace) => await server.Token(await server.CreateService(workspace: workspace));

    private static string[] Workspaces(TestServer.Answer answer) =>
        [.. answer.Json["records"]!.AsArray().Select(record => record!["workspace"]?.GetValue<string>()).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static List<string> Changes(TestServer server, string target, string by) =>
        [.. new AuditDirectory(server.Options.DataDir).Of("change").Where(change => Text(change, "target") == target && Text(change, "credential") == by)
            .Select(change => $"{Text(change, "change")} {Text(change, "outcome")}")];

    private static Task<JsonNode> Single(TestServer server, string path, string address) =>
        AuditRecordTests.Single(server, $"address={address}&kind=request&route={Uri.EscapeDataString($"POST {path}")}");

    private static (string?, string?, string?, int) Of(JsonNode record) =>
        (Text(record, "outcome"), Text(record, "credential"), Text(record, "workspace"), record["status"]!.GetValue<int>());

    private static string? Text(JsonNode record, string name) => record[name]?.GetValue<string>();
}
