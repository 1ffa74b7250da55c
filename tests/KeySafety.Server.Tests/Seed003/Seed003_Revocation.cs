using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Immediately invalidate an API key. All requests with revoked key return 401 Unauthorized."</summary>
public class Seed003_Revocation
{
    [Fact]
    public async Task RevokedKey_Is401AtTheNextRequestAndStaysListed()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"actions":["*"]}""");
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/account", value)).Status);
        var revoked = await server.Post($"/keys/{id}/revoke", null);
        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        var at = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        for (var start = 0; start < 2; start++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/v1/account", value)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", value)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Ask(value).Status());
            Assert.Equal(at, (await server.Get($"/keys/{id}")).Json["revoked_at"]!.GetValue<long>());
            await server.Restart();
            server.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        // Once is enough, and for good.
        Assert.Equal(at, (await server.Post($"/keys/{id}/revoke", null)).Json["revoked_at"]!.GetValue<long>());
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post($"/keys/{id}/rotate", null)).Status);
        await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"allowed_ips":[],"plan":null,"rate_limit":null}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Ask(value).Status());
        Assert.Equal(HttpStatusCode.NotFound, (await server.Post("/keys/99/revoke", null)).Status);
    }

    [Fact]
    public async Task RevokedParent_TakesItsScopedKeysAlong()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var scoped = Keys.ScopedKeyTests.Mint(parent, "{}");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        await server.Post($"/keys/{id}/revoke", null);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Keys.ScopedKeyTests.Mint(parent, """{"a":1}""")));
    }

    [Fact]
    public async Task DeletedKey_LeavesNoRecord()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        await server.Post($"/keys/{id}/revoke", null);
        Assert.Equal(HttpStatusCode.OK, (await server.Delete($"/keys/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"/keys/{id}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Ask(value).Status());
    }
}
