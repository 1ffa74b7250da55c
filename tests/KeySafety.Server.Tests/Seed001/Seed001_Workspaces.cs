using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: "API keys are specific to each workspace, meaning you must use the API key created within the same workspace."</summary>
public class Seed001_Workspaces
{
    [Fact]
    public async Task Workspaces_AreMadeListedAndDeletedByTheBootstrapKeyAlone()
    {
        await using var server = await ApiClients.Start();
        var owner = (await server.CreateKey(actions: ["*"])).Value;
        var token = await server.Token(await server.CreateService("owner"));
        foreach (var key in new[] { owner, token })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Post("/v1/workspaces", new { name = "mine" }, key)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/v1/workspaces", key)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Delete("/v1/workspaces/mine", key)).Status);
        }

        await server.CreateWorkspace("zeta");
        await server.CreateWorkspace("acme");
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post("/v1/workspaces", new { name = "acme" })).Status);
        await server.Restart();
        Assert.Equal(["acme", "zeta"], (await server.Get("/v1/workspaces")).Json["workspaces"]!.AsArray().Select(workspace => workspace!["name"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.OK, (await server.Delete("/v1/workspaces/zeta")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Delete("/v1/workspaces/zeta")).Status);
    }

    [Fact]
    public async Task BadName_IsRefused()
    {
        await using var server = await ApiClients.Start();
        foreach (var name in new[] { "", "default", "Acme", "1st", "a b", "*", "a/b", new string('a', 64) })
            Assert.True(HttpStatusCode.BadRequest == (await server.Post("/v1/workspaces", new { name })).Status, name);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/v1/workspaces", new { name = "a", extra = 1 })).Status);
    }

    [Fact]
    public async Task Workspace_IsDeletedOnlyWhenEmpty()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var key = await CreateKey(server, "acme");
        var client = await server.CreateService("owner", "acme");
        var refused = await server.Delete("/v1/workspaces/acme");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("1 keys and 1 clients", refused.Message, StringComparison.Ordinal);
        await server.Send(HttpMethod.Delete, $"/keys/{key.Id}", headers: ApiClients.In("acme"));
        await server.Send(HttpMethod.Delete, $"/v1/clients/{client.Id}", headers: ApiClients.In("acme"));
        Assert.Equal(HttpStatusCode.OK, (await server.Delete("/v1/workspaces/acme")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Send(HttpMethod.Get, "/keys", headers: ApiClients.In("acme"))).Status);
    }

    /// <summary>Every kind of credential of one workspace, against everything of another and of the default one.</summary>
    [Fact]
    public async Task Credential_OpensNothingInAnotherWorkspace()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        await server.CreateWorkspace("other");
        var (ownId, ownKey) = await CreateKey(server, "acme");
        var (otherId, _) = await CreateKey(server, "other");
        var (defaultId, defaultKey) = await server.CreateKey(actions: ["*"]);
        var parent = await CreateKey(server, "acme", "documents:search");
        var scoped = ScopedKeyTests.Mint(parent.Value, "{}");
        var token = await server.Token(await server.CreateService("owner", "acme"));
        var otherClient = await server.CreateService("owner", "other");

        foreach (var credential in new[] { ownKey, token })
        {
            // Its own.
            Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys/{ownId}", credential)).Status);
            Assert.Equal([ownId, parent.Id], await KeyIds(server, credential));
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/clients", credential)).Status);
            // Another's, by whatever way its id leads to.
            foreach (var id in new[] { otherId, defaultId })
            {
                foreach (var (method, path) in new[]
                {
                    (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/rotate"), (HttpMethod.Post, "/revoke"),
                    (HttpMethod.Post, "/scoped/revoke"), (HttpMethod.Get, "/usage"), (HttpMethod.Get, "/explain?method=GET&path=/keys"),
                })
                {
                    Assert.Equal(HttpStatusCode.NotFound, (await server.Send(method, $"/keys/{id}{path}", key: credential)).Status);
                }

                Assert.Equal(HttpStatusCode.NotFound, (await server.Post($"/keys/{id}/scoped", "{}", credential)).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await server.Send(HttpMethod.Patch, $"/keys/{id}", new { description = "x" }, credential)).Status);
            }

            Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"/v1/clients/{otherClient.Id}", credential)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Post($"/v1/clients/{otherClient.Id}/rotate-secret", null, credential)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Delete($"/v1/clients/{otherClient.Id}", credential)).Status);
            // What belongs to the server as a whole.
            foreach (var path in new[] { "/metrics.json", "/stats.json", "/debug" })
                Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get(path, credential)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post("/operations/snapshot?snapshot_path=/nowhere", null, credential)).Status);
            // Naming another workspace gets nobody there.
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Get, "/keys", key: credential, headers: ApiClients.In("other"))).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/keys", key: credential, headers: ApiClients.In("acme"))).Status);
        }

        foreach (var credential in new[] { ownKey, token, scoped })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(credential));
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize?action=documents:search&workspace=other", credential)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize?action=documents:search&workspace=default", credential)).Status);
            foreach (var workspace in new[] { "acme", "*" })
            {
                var answer = await server.Get($"/authorize?action=documents:search&workspace={workspace}", credential);
                Assert.Equal((HttpStatusCode.OK, "acme"), (answer.Status, answer.Headers["X-Key-Workspace"]));
            }
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize?action=documents:search&workspace=acme", defaultKey)).Status);
        Assert.Equal([defaultId], await KeyIds(server, defaultKey));
    }

    [Fact]
    public async Task ClientOfAProxy_CannotChooseTheWorkspace()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var (_, key) = await CreateKey(server, "acme");
        // A proxy that adds the client's query to its own.
        var answer = await server.Send(
            HttpMethod.Get, "/authorize?workspace=acme", key: key, headers: [("X-Original-URI", "/collections/a/documents/search?workspace=acme"), ("X-Original-Method", "GET")]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        // Envoy's form has no room for configuration: everything in it is the client's.
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/collections/a/documents/search?workspace=acme", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Get, "/authorize?action=documents:search", key: key, headers: ApiClients.In("acme"))).Status);
        var configured = await server.Send(
            HttpMethod.Get, "/authorize?workspace=acme", key: key, headers: [("X-Original-URI", "/collections/a/documents/search"), ("X-Original-Method", "GET")]);
        Assert.Equal(HttpStatusCode.OK, configured.Status);
    }

    [Fact]
    public async Task KeyMadeInAWorkspace_StaysThere()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var (_, owner) = await CreateKey(server, "acme");
        var made = await server.Post("/keys", Body("*"), owner);
        var value = made.Json["value"]!.GetValue<string>();
        await server.Restart();
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize?action=documents:get&workspace=acme", value)).Status);
        await server.Send(HttpMethod.Patch, $"/keys/{made.Json["id"]}", new { actions = new[] { "documents:*" } }, owner);
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value));
        Assert.Equal("acc_acme", (await server.Get("/v1/account", owner)).Json["account_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task BootstrapKey_NamesAWorkspaceThatThereIs()
    {
        await using var server = await ApiClients.Start();
        var missing = await server.Send(HttpMethod.Get, "/v1/clients", headers: ApiClients.In("nowhere"));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (missing.Status, missing.Json["error"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/v1/clients", headers: ApiClients.In("default"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize?action=documents:search&workspace=nowhere")).Status);
    }

    internal static async Task<(int Id, string Value)> CreateKey(TestServer server, string workspace, string action = "*")
    {
        var answer = await server.Send(HttpMethod.Post, "/keys", Body(action), headers: ApiClients.In(workspace));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (answer.Json["id"]!.GetValue<int>(), answer.Json["value"]!.GetValue<string>());
    }

    private static JsonObject Body(string action) =>
        new() { ["description"] = "", ["actions"] = new JsonArray(action), ["collections"] = new JsonArray("*") };

    private static async Task<List<int>> KeyIds(TestServer server, string credential) =>
        [.. (await server.Get("/keys", credential)).Json["keys"]!.AsArray().Select(key => key!["id"]!.GetValue<int>())];
}
