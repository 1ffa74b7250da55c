using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed003;

namespace KeySafety.Server.Tests.Seed000;

/// <summary>"There are no test or sandbox keys — use local development or a live business key against production."</summary>
public class Seed000_NoTestKeys
{
    [Fact]
    public async Task ServerWithoutTestKeys_MakesNoneAndRefusesThoseThereAre()
    {
        await using var server = await TestServer.Start();
        var (_, earlier) = await server.Secret("{}", "test");
        Assert.Equal(HttpStatusCode.OK, await server.Ask(earlier, query: "?key_mode=any").Status());

        await server.Restart(options => options with { TestKeys = false });
        var refused = await server.Post("/keys", """{"description":"","permissions":["read"],"mode":"test"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "There are no test keys on this server (--test-keys off)."), (refused.Status, refused.Message));
        foreach (var mode in new[] { "any", "test", "live" })
            Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(earlier, query: $"?key_mode={mode}").Status());
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/v1/account", earlier)).Status);
        var (_, live) = await server.Secret("{}");
        Assert.StartsWith("sk_live_", live, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Ask(live).Status());
    }
}
