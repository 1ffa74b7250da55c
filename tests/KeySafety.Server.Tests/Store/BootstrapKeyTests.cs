using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.Store;

/// <summary>The bootstrap key is changed while the server runs.</summary>
public class BootstrapKeyTests
{
    [Fact]
    public async Task Changed_IsInForceAtOnceAndForTheNextStart()
    {
        await using var server = await TestServer.Start();
        var (_, plain) = await server.CreateKey(actions: ["*"]);
        var (_, parent) = await server.CreateKey();
        var (old, next) = (server.BootstrapKey, TestServer.NewSecret());
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/operations/bootstrap-key", new { value = next })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys", next)).Status);
        // And once more, from the new one.
        var last = TestServer.NewSecret();
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/operations/bootstrap-key", new { value = last }, next)).Status);

        await Assert.ThrowsAsync<StartupException>(() => server.Restart());
        await server.Restart(options => options with { ApiKey = last });
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(plain));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(parent, "{}")));
    }

    [Fact]
    public async Task OtherKeys_MayNotChangeIt()
    {
        await using var server = await TestServer.Start();
        var (_, mighty) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post("/operations/bootstrap-key", new { value = TestServer.NewSecret() }, mighty)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys")).Status);
    }

    [Fact]
    public async Task BadOrTakenValue_ChangesNothing()
    {
        await using var server = await TestServer.Start();
        var (_, taken) = await server.CreateKey();
        foreach (var body in new object[] { "", "{}", new { value = "short" }, new { value = 5 }, new[] { 1 } })
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/operations/bootstrap-key", body)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post("/operations/bootstrap-key", new { value = taken })).Status);
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys")).Status);
    }
}
