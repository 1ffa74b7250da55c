using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Keys that sign access tokens come and go without a token that fails for it.</summary>
public class SigningKeyTests
{
    [Fact]
    public async Task Keys_RotateEvery30Days_WithOverlap()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var first = Kid(await server.Token(client));
        Assert.Equal([first], await Published(server));

        // A day before it takes over the next one is published.
        server.Clock.Advance(TimeSpan.FromDays(29) + TimeSpan.FromMinutes(1));
        await Eventually(async () => (await Published(server)).Count == 2);
        var second = (await Published(server)).Single(kid => kid != first);
        server.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(2));
        var last = await server.Token(client);
        Assert.Equal(first, Kid(last));
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var next = await server.Token(client);
        Assert.Equal(second, Kid(next));

        // The old one verifies as long as a token of it is out, also after a restart.
        server.Clock.Advance(TimeSpan.FromMinutes(57));
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(last));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(next));
        Assert.Equal([first, second], await Published(server));
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await Eventually(async () => (await Published(server)).SequenceEqual([second]));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(last));
    }

    [Fact]
    public async Task ServerThatSleptForMonths_SignsWithAFreshKey()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var first = Kid(await server.Token(client));
        await server.Stop();
        server.Clock.Advance(TimeSpan.FromDays(200));
        await server.Restart();
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually(async () => Kid(await server.Token(client)) != first);
        server.Clock.Advance(TimeSpan.FromMinutes(62));
        await Eventually(async () => (await Published(server)).Count == 1);
    }

    [Fact]
    public async Task Rotation_ByHandKeepsTheTokensOfBefore()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var token = await server.Token(client);
        var answer = await server.Post("/v1/auth/signing-keys/rotate", null);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var next = await server.Token(client);
        Assert.Equal(answer.Json["kid"]!.GetValue<string>(), Kid(next));
        foreach (var good in new[] { token, next })
            Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(good));
    }

    [Fact]
    public async Task RotationThatEndsTokens_IsForAKeyThatLeaked()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/v1/auth/signing-keys/rotate", new { end_tokens = true })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
        Assert.Single(await Published(server));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(await server.Token(client)));
    }

    [Fact]
    public async Task Rotation_IsTheBootstrapKeysAlone()
    {
        await using var server = await ApiClients.Start();
        var (_, key) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Post("/v1/auth/signing-keys/rotate", null, key)).Status);
        foreach (var body in new[] { "{", """{"end_tokens":1}""", """{"end":true}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/v1/auth/signing-keys/rotate", body)).Status);
        Assert.Equal(0, server.Server.Store.Tables.SigningKeys.Count);
    }

    [Fact]
    public async Task ManyFirstRequests_MakeOneKey()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var kids = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => Kid(await server.Token(client))));
        Assert.Single(kids.Distinct());
        Assert.Single(await Published(server));
    }

    private static string Kid(string token) => ApiClients.Header(token)["kid"]!.GetValue<string>();

    private static async Task<List<string>> Published(TestServer server) =>
        [.. (await server.Get("/.well-known/jwks.json", key: null)).Json["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];

    // What a timer does comes shortly after the clock was moved.
    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("It did not happen within ten seconds.");
    }
}
