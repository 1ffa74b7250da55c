using System.Globalization;
using System.Net;
using CsCheck;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"API keys are subject to rate limiting. Professional: 1,000 requests/hour. Enterprise: 10,000 requests/hour", and the three headers.</summary>
public class Seed003_RateLimiting
{
    [Theory]
    [InlineData("professional", "1000")]
    [InlineData("enterprise", "10000")]
    public async Task Plans_AreAsOnThePage(string plan, string limit)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret($$"""{"plan":"{{plan}}"}""");
        var answer = await server.Ask(value);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(limit, answer.Headers["X-RateLimit-Limit"]);
        Assert.Equal($"{int.Parse(limit, CultureInfo.InvariantCulture) - 1}", answer.Headers["X-RateLimit-Remaining"]);
        var reset = long.Parse(answer.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture) - server.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(reset, 3600, 3660);
    }

    [Fact]
    public async Task RequestBeyondTheLimit_IsToldWhenToComeAgain()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"rate_limit":{"requests":3,"per_seconds":60}}""");
        for (var left = 2; left >= 0; left--)
        {
            var good = await server.Ask(value);
            Assert.Equal(HttpStatusCode.OK, good.Status);
            Assert.Equal($"{left}", good.Headers["X-RateLimit-Remaining"]);
            server.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var refused = await server.Ask(value);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("0", refused.Headers["X-RateLimit-Remaining"]);
        var wait = int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture);
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds() + wait, long.Parse(refused.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));
        server.Clock.Advance(TimeSpan.FromSeconds(wait));
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value).Status());
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Ask(value).Status());
    }

    [Fact]
    public async Task OwnRoutesAndTheirErrors_CarryTheHeadersToo()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"actions":["keys:get"],"rate_limit":{"requests":3}}""");
        var missing = await server.Get("/keys/99", value);
        Assert.Equal((HttpStatusCode.NotFound, "2"), (missing.Status, missing.Headers["X-RateLimit-Remaining"]));
        // What is not granted costs nothing.
        var refused = await server.Delete("/keys/99", value);
        Assert.Equal((HttpStatusCode.Unauthorized, "2"), (refused.Status, refused.Headers["X-RateLimit-Remaining"]));
        Assert.Equal("1", (await server.Get("/v1/account", value)).Headers["X-RateLimit-Remaining"]);
        Assert.Equal("0", (await server.Get("/v1/account", value)).Headers["X-RateLimit-Remaining"]);
        var limited = await server.Get("/v1/account", value);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.Status);
        Assert.Equal("rate_limit_exceeded", limited.Json["error"]!.GetValue<string>());
        Assert.True(limited.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task NginxForm_Answers403WithRetryAfter()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"rate_limit":{"requests":1}}""");
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value, query: "?limited=403").Status());
        var limited = await server.Ask(value, query: "?limited=403");
        Assert.Equal(HttpStatusCode.Forbidden, limited.Status);
        Assert.True(limited.Headers.ContainsKey("Retry-After"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Ask(value).Status());
    }

    [Fact]
    public async Task ManySearchesInOneRequest_CountOnce()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"actions":["documents:search"],"rate_limit":{"requests":5}}""", mode: "");
        var body = """{"searches":[{"collection":"a"},{"collection":"b"},{"collection":"c"}]}""";
        var answer = await server.Send(HttpMethod.Post, "/authorize/multi_search", body, value);
        Assert.Equal((HttpStatusCode.OK, "4"), (answer.Status, answer.Headers["X-RateLimit-Remaining"]));
    }

    [Fact]
    public async Task ScopedKeysAndRotatedValues_CountWithTheirKey()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.Secret("""{"actions":["documents:search"],"rate_limit":{"requests":3}}""", mode: "");
        var next = await Keys.Seed003_KeyRotation.Rotate(server, id, grace: 60);
        foreach (var value in new[] { parent, Keys.ScopedKeyTests.Mint(parent, "{}"), next })
            Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Authorize(parent));
    }

    [Fact]
    public async Task ParallelRequests_AreCountedExactly()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"rate_limit":{"requests":50}}""");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.Ask(value).Status()));
        Assert.Equal(50, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(150, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Limit_IsShownKeptAndChanged()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"rate_limit":{"requests":1,"per_seconds":60},"plan":"professional"}""");
        await server.Restart();
        var shown = (await server.Get($"/keys/{id}")).Json;
        Assert.Equal("""{"requests":1,"per_seconds":60}""", shown["rate_limit"]!.ToJsonString());
        Assert.Equal("1", (await server.Ask(value)).Headers["X-RateLimit-Limit"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Ask(value).Status());
        // Its own limit wins over the plan; without it the plan counts.
        await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"rate_limit":null}""");
        Assert.Equal("1000", (await server.Ask(value)).Headers["X-RateLimit-Limit"]);
        await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"plan":null}""");
        Assert.False((await server.Ask(value)).Headers.ContainsKey("X-RateLimit-Limit"));
    }

    [Theory]
    [InlineData("""{"plan":"gold"}""")]
    [InlineData("""{"plan":5}""")]
    [InlineData("""{"rate_limit":5}""")]
    [InlineData("""{"rate_limit":{"requests":0}}""")]
    [InlineData("""{"rate_limit":{"per_seconds":60}}""")]
    [InlineData("""{"rate_limit":{"requests":5,"per_seconds":0}}""")]
    [InlineData("""{"rate_limit":{"requests":5,"per_hour":1}}""")]
    [InlineData("""{"rate_limit":{"requests":99999999999}}""")]
    public async Task BadLimit_IsRefused(string fields)
    {
        await using var server = await TestServer.Start();
        var body = fields[..^1] + ""","description":"","permissions":["read"]}""";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys", body)).Status);
    }

    /// <summary>Against a list of all uses: never more than the limit in a window, and a use is free again soon after one has left it.</summary>
    [Fact]
    public void Window_KeepsItsPromise() =>
        Gen.Select(Gen.Int[1, 5], Gen.Long[0, 700].Array[1, 80]).Sample((limit, steps) =>
        {
            const long Window = 6_000;
            const long Slice = Window / 60;
            var window = new SlidingWindow(Window);
            var taken = new List<long>();
            var now = 1_000_000L;
            foreach (var step in steps)
            {
                now += step;
                var left = window.Take(now, limit, take: true, out var reset);
                var inWindow = taken.Count(at => at > now - Window);
                var inLongerWindow = taken.Count(at => at > now - Window - Slice);
                if (left >= 0)
                    taken.Add(now);
                if (left >= 0 && inWindow >= limit)
                    return false;
                if (left < 0 && inLongerWindow < limit)
                    return false;
                if (left < 0 && (reset <= 0 || window.Take(now + reset, limit, take: false, out _) == 0))
                    return false;
                if (left < 0)
                    now += reset;
            }

            return true;
        });
}
