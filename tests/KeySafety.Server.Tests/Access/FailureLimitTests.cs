using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.Access;

/// <summary>Guessing is limited by client address, never by key.</summary>
public class FailureLimitTests
{
    private const int Burst = 100;

    [Fact]
    public async Task TooManyUnknownKeys_AreAnswered429WithRetryAfter()
    {
        await using var server = await TestServer.Start();
        await Exhaust(server, "203.0.113.5");
        var limited = await Try(server, "guess", "203.0.113.5");
        Assert.Equal((HttpStatusCode.TooManyRequests, """{"message":"Rate limit exceeded or blocked"}"""), (limited.Status, limited.Body));
        Assert.Equal("1", limited.Headers["Retry-After"]);
        server.Clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, "guess", "203.0.113.5")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "203.0.113.5")).Status);
    }

    [Fact]
    public async Task OtherAddresses_AreNotAffected()
    {
        await using var server = await TestServer.Start();
        await Exhaust(server, "203.0.113.5");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, "guess", "203.0.113.6")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Try(server, server.BootstrapKey, "203.0.113.6")).Status);
    }

    [Fact]
    public async Task LimitedAddress_LearnsNothingOfGuessableValues()
    {
        await using var server = await TestServer.Start();
        var (_, own) = await server.CreateKey(actions: ["*"], value: "guessable");
        await Exhaust(server, "203.0.113.5");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, own, "203.0.113.5")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, server.BootstrapKey, "203.0.113.5")).Status);
    }

    [Fact]
    public async Task NeighboursOnALimitedAddress_KeepWorking()
    {
        await using var server = await TestServer.Start();
        var (_, generated) = await server.CreateKey(actions: ["*"]);
        var (_, parent) = await server.CreateKey();
        var seen = ScopedKeyTests.Mint(parent, "{}");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(seen));
        await Exhaust(server, "203.0.113.5");
        Assert.Equal(HttpStatusCode.OK, (await Try(server, generated, "203.0.113.5")).Status);
        var search = await server.Send(HttpMethod.Get, "/authorize?action=documents:search", key: seen, headers: ("X-Forwarded-For", "203.0.113.5"));
        Assert.Equal(HttpStatusCode.OK, search.Status);
    }

    [Fact]
    public async Task Ipv6_CountsByTheSubscribersNetwork()
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < Burst; i++)
            await Try(server, $"guess-{i}", $"2001:db8:1:2::{i + 1:x}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "2001:db8:1:2:ffff::1")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, "guess", "2001:db8:1:3::1")).Status);
    }

    [Fact]
    public async Task ForwardedAddress_IsTheRightmostThatIsNoTrustedProxy()
    {
        await using var server = await TestServer.Start(options => options with { TrustedProxies = [.. options.TrustedProxies, IPNetwork.Parse("10.0.0.0/8")] });
        // The client writes what it likes on the left; the proxies append on the right.
        for (var i = 0; i < Burst; i++)
            await Try(server, $"guess-{i}", $"198.51.100.{i}, 203.0.113.5, 10.1.1.1");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "203.0.113.5")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "::ffff:203.0.113.5")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "203.0.113.5:4711, 10.9.9.9")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, "guess", "198.51.100.1")).Status);
    }

    [Fact]
    public async Task ForwardedAddressOfAStranger_IsNotBelieved()
    {
        await using var server = await TestServer.Start(options => options with { TrustedProxies = [IPNetwork.Parse("192.0.2.0/24")] });
        for (var i = 0; i < Burst; i++)
            await Try(server, $"guess-{i}", $"198.51.100.{i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Try(server, "guess", "198.51.100.250")).Status);
    }

    [Fact]
    public async Task KnownKeysThatMayNot_AndMissingKeys_AreNoGuesses()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey();
        for (var i = 0; i < Burst + 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, key, "203.0.113.5")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, null, "203.0.113.5")).Status);
        }
    }

    private static async Task Exhaust(TestServer server, string address)
    {
        for (var i = 0; i < Burst; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await Try(server, $"guess-{i}", address)).Status);
    }

    private static Task<TestServer.Answer> Try(TestServer server, string? key, string address) =>
        server.Send(HttpMethod.Get, "/keys", key: key, headers: ("X-Forwarded-For", address));
}
