using System.Net;
using KeySafety.Server.Tests.Seed001;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"View API key usage", for the credentials that are no records of <c>/keys</c>: clients and users' keys.</summary>
public class Seed003_UsageOfOthers
{
    [Fact]
    public async Task Client_HasItsLastUseAndItsUsage()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("viewer");
        Assert.DoesNotContain("last_used", (await server.Get($"/v1/clients/{client.Id}")).Body, StringComparison.Ordinal);

        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, "documents:get"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:delete"));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.WithToken(token, "/v1/clients", headers: ("X-Forwarded-For", "203.0.113.7"))).Status);
        for (var start = 0; start < 2; start++)
        {
            var usage = (await server.Get($"/v1/clients/{client.Id}/usage?days=30")).Json;
            Assert.Equal((client.Id, 4, 2), (usage["client_id"]!.GetValue<string>(), usage["requests"]!.GetValue<int>(), usage["errors"]!.GetValue<int>()));
            Assert.Equal(
                ["/authorize 2 1", "GET /v1/clients 1 1", "POST /v1/auth/token 1 0"],
                usage["by_route"]!.AsArray().Select(line => $"{line!["route"]} {line["requests"]} {line["errors"]}"));
            foreach (var shown in new[] { (await server.Get($"/v1/clients/{client.Id}")).Json, (await server.Get("/v1/clients")).Json["clients"]![0]! })
            {
                Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds(), shown["last_used_at"]!.GetValue<long>());
                Assert.Equal("203.0.113.7", shown["last_used_ip"]!.GetValue<string>());
            }

            await server.Restart();
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await server.Get($"/v1/clients/{client.Id}/usage?days=0")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get("/v1/clients/client_nobody/usage")).Status);
        await server.Delete($"/v1/clients/{client.Id}");
        await server.Restart();
        Assert.Empty(server.Server.Store.Tables.Usage.Values);
    }

    [Fact]
    public async Task WrongSecret_IsNoUse()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("viewer");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client with { Secret = "wrong" })).Status);
        Assert.Equal(0, (await server.Get($"/v1/clients/{client.Id}/usage")).Json["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task UsageOfAClient_IsItsOwnersToSee()
    {
        await using var server = await ApiClients.Start();
        foreach (var workspace in new[] { "acme", "globex" })
            await server.CreateWorkspace(workspace);
        var client = await server.CreateService("viewer", "acme");
        var (acme, globex) = (await server.Token(await server.CreateService(workspace: "acme")), await server.Token(await server.CreateService(workspace: "globex")));
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(acme, $"/v1/clients/{client.Id}/usage")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.WithToken(globex, $"/v1/clients/{client.Id}/usage")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"/v1/clients/{client.Id}/usage")).Status);
    }

    [Fact]
    public async Task UsersKey_HasItsUsage()
    {
        await using var users = await UserServer.Start();
        var (id, value) = await users.KeyOf(users.Token());
        await users.MayRead(value);
        await users.Get("/keys", value);
        var usage = (await users.Get($"/auth/api-keys/{id}/usage", users.Token())).Json;
        Assert.Equal((id, 2, 1), (usage["key_id"]!.GetValue<string>(), usage["requests"]!.GetValue<int>(), usage["errors"]!.GetValue<int>()));
        Assert.Equal("""{"detail":"API key not found"}""", (await users.Get($"/auth/api-keys/{id}/usage", users.Token("other"))).Body);
        Assert.StartsWith("""{"detail":"Parameter""", (await users.Get($"/auth/api-keys/{id}/usage?days=99", users.Token())).Body, StringComparison.Ordinal);
    }

    /// <summary>An issuer has more users than come here to stay: those who were never synced, or are deleted, leave nothing behind.</summary>
    [Fact]
    public async Task UserWithoutARecord_LeavesNoUsage()
    {
        await using var users = await UserServer.Start();
        await users.MayRead(users.Token("passer-by"));
        var (_, value) = await users.KeyOf(users.Token());
        var user = (await users.Me(value)).Json["id"]!.GetValue<string>();
        await users.Server.Delete($"/users/{user}");
        await users.Server.Restart();
        Assert.Empty(users.Server.Server.Store.Tables.Usage.Values);
    }

    [Fact]
    public async Task PrivateClients_ShareTheLimitOfTheirCreator()
    {
        await using var server = await ApiClients.Start();
        var (_, key) = await server.Secret("""{"actions":["clients:*","documents:*"],"rate_limit":{"requests":6}}""", mode: "");
        var (first, second) = (await server.CreatePrivate(key), await server.CreatePrivate(key));
        foreach (var token in new[] { await server.Token(first), await server.Token(second) })
        {
            Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
            Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await server.AuthorizeToken(await server.Token(second)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Authorize(key));
    }
}
