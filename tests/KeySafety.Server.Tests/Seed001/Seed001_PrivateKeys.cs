using System.Net;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: a private API key belongs to the one who made it, and may do what they may.</summary>
public class Seed001_PrivateKeys
{
    [Fact]
    public async Task PrivateClient_MayDoWhatItsCreatorMay()
    {
        await using var server = await ApiClients.Start();
        var (id, key) = await server.CreateKey(actions: ["clients:*", "documents:search"], collections: ["products"]);
        var client = await server.CreatePrivate(key);
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, more: "&collection=products"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, more: "&collection=other"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:delete"));
        // What the creator may changes, and so does what the client may.
        await server.Send(HttpMethod.Patch, $"/keys/{id}", new { actions = new[] { "documents:delete" } });
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, more: "&collection=products"));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, "documents:delete", "&collection=products"));
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("revoke")]
    [InlineData("expire")]
    public async Task PrivateClient_EndsWithItsCreator(string how)
    {
        await using var server = await ApiClients.Start();
        var (id, key) = await server.CreateKey(actions: ["*"], expiresAt: server.Clock.GetUtcNow().ToUnixTimeSeconds() + 100);
        var client = await server.CreatePrivate(key);
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        if (how == "delete")
            await server.Delete($"/keys/{id}");
        else if (how == "revoke")
            await server.Post($"/keys/{id}/revoke", null);
        else
            server.Clock.Advance(TimeSpan.FromSeconds(101));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
    }

    [Fact]
    public async Task RotatedCreator_KeepsItsClients()
    {
        await using var server = await ApiClients.Start();
        var (id, key) = await server.CreateKey(actions: ["*"]);
        var token = await server.Token(await server.CreatePrivate(key));
        await server.Post($"/keys/{id}/rotate", null);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    [Fact]
    public async Task PoliciesOfTheCreator_HoldForItsClients()
    {
        await using var server = await ApiClients.Start();
        var created = await server.Post("/keys", new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, mode = "live", allowed_ips = new[] { "127.0.0.1" } });
        var client = await server.CreatePrivate(created.Json["value"]!.GetValue<string>());
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.WithToken(token, "/authorize?action=documents:search", headers: ("X-Forwarded-For", "198.51.100.1"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, more: "&key_mode=test"));
    }

    [Fact]
    public async Task PrivateClients_AreSeenByTheirCreatorAndByOwners()
    {
        await using var server = await ApiClients.Start();
        var (_, first) = await server.CreateKey(actions: ["clients:*"]);
        var (_, second) = await server.CreateKey(actions: ["clients:*"]);
        var client = await server.CreatePrivate(first);
        var service = await server.CreateService();
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/v1/clients/{client.Id}", first)).Status);
        Assert.Single((await server.Get("/v1/clients", first)).Json["clients"]!.AsArray());
        Assert.Empty((await server.Get("/v1/clients", second)).Json["clients"]!.AsArray());
        foreach (var id in new[] { client.Id, service.Id })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"/v1/clients/{id}", second)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Send(HttpMethod.Patch, $"/v1/clients/{id}", new { description = "x" }, second)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Post($"/v1/clients/{id}/rotate-secret", null, second)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Post($"/v1/clients/{id}/revoke", null, second)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await server.Delete($"/v1/clients/{id}", second)).Status);
        }

        Assert.Equal(2, (await server.Get("/v1/clients")).Json["clients"]!.AsArray().Count);
    }

    /// <summary>"Can be created in a workflow step": a client makes clients. All of a chain act for whoever stands at its beginning.</summary>
    [Fact]
    public async Task ClientOfAClient_ActsForTheFirstCreator()
    {
        await using var server = await ApiClients.Start();
        var (id, key) = await server.CreateKey(actions: ["clients:*", "documents:search"]);
        var first = await server.CreatePrivate(key);
        var second = await server.CreatePrivate(await server.Token(first));
        await server.Delete($"/v1/clients/{first.Id}");
        var token = await server.Token(second);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        await server.Delete($"/keys/{id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));

        var service = await server.CreateService("creator");
        var third = await server.CreatePrivate(await server.Token(service));
        token = await server.Token(third);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, "documents:delete"));
        await server.Send(HttpMethod.Patch, $"/v1/clients/{service.Id}", new { role = "viewer" });
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:delete"));
        await server.Post($"/v1/clients/{service.Id}/revoke", null);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
    }
}
