using System.Net;
using KeySafety.Detection;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Live Keys: prefix torvus_sk_live_. Test Keys: prefix torvus_sk_test_, access to test mode resources, separate from production data."</summary>
public class Seed003_LiveAndTestKeys
{
    [Theory]
    [InlineData("torvus", "live", "torvus_sk_live_")]
    [InlineData("torvus", "test", "torvus_sk_test_")]
    [InlineData("", "live", "sk_live_")]
    public async Task Value_SaysBrandAndModeAndIsFoundOffline(string brand, string mode, string prefix)
    {
        await using var server = await TestServer.Start(options => options with { KeyBrand = brand });
        var (id, value) = await server.Secret("{}", mode);
        Assert.StartsWith(prefix, value, StringComparison.Ordinal);
        Assert.True(KeyFormat.IsValid(value));
        Assert.Contains(Detector.Default.Find(new Candidate(value)), finding => finding.Rule.Name == "torque-secret-key");
        var key = (await server.Get($"/keys/{id}")).Json;
        Assert.Equal(mode, key["mode"]!.GetValue<string>());
        Assert.Equal(value[prefix.Length..][..4], key["key_prefix"]!.GetValue<string>());
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds(), key["created_at"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("live", "", HttpStatusCode.OK)]
    [InlineData("live", "?key_mode=live", HttpStatusCode.OK)]
    [InlineData("live", "?key_mode=any", HttpStatusCode.OK)]
    [InlineData("live", "?key_mode=test", HttpStatusCode.Forbidden)]
    [InlineData("test", "", HttpStatusCode.Forbidden)]
    [InlineData("test", "?key_mode=live", HttpStatusCode.Forbidden)]
    [InlineData("test", "?key_mode=any", HttpStatusCode.OK)]
    [InlineData("test", "?key_mode=test", HttpStatusCode.OK)]
    public async Task TestKey_OpensWhatIsMarkedForTestAlone(string mode, string query, HttpStatusCode expected)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("{}", mode);
        Assert.Equal(expected, await server.Ask(value, query: query).Status());
        Assert.Equal(expected, (await server.Get($"/authorize?action=vaults:read{query.Replace('?', '&')}", value)).Status);
    }

    [Fact]
    public async Task SearchKey_IsBoundToNoMode()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.CreateKey(actions: ["vaults:*"]);
        foreach (var query in new[] { "", "?key_mode=test", "?key_mode=live" })
            Assert.Equal(HttpStatusCode.OK, await server.Ask(value, query: query).Status());
    }

    [Fact]
    public async Task Client_CannotMarkARouteForTest()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("{}", "test");
        // In the URI that the proxy asks about it is the client's word and says nothing.
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value, uri: "/v1/vaults?key_mode=test").Status());
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/v1/vaults?key_mode=test", value)).Status);
        // Where it stands in both, the proxy may have copied it.
        Assert.Equal(HttpStatusCode.BadRequest, await server.Ask(value, uri: "/v1/vaults?key_mode=test", query: "?key_mode=test").Status());
        Assert.Equal(HttpStatusCode.BadRequest, await server.Ask(value, query: "?key_mode=live&key_mode=test").Status());
        Assert.Equal(HttpStatusCode.BadRequest, await server.Ask(value, query: "?key_mode=all").Status());
    }

    [Fact]
    public async Task TestKey_OpensNothingOfThisServer()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"actions":["*"]}""", "test");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", value)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/account", value)).Status);
    }

    [Fact]
    public async Task TestKey_HasAHigherLimitAndIsNotCountedInTheUsageOfLive()
    {
        await using var server = await TestServer.Start();
        var (live, liveValue) = await server.Secret("""{"plan":"professional"}""");
        var (test, testValue) = await server.Secret("""{"plan":"professional"}""", "test");
        var answer = await server.Ask(testValue, query: "?key_mode=test");
        Assert.Equal("10000", answer.Headers["X-RateLimit-Limit"]);
        Assert.Equal("1000", (await server.Ask(liveValue)).Headers["X-RateLimit-Limit"]);
        foreach (var (id, mode) in new[] { (live, "live"), (test, "test") })
        {
            var usage = (await server.Get($"/keys/{id}/usage")).Json;
            Assert.Equal(mode, usage["mode"]!.GetValue<string>());
            Assert.Equal(1, usage["requests"]!.GetValue<int>());
        }
    }

    /// <summary>"No charges for API usage": this server makes no bill; whoever makes one of the usage of live keys finds nothing of a test key in it.</summary>
    [Fact]
    public async Task NoCharges_UsageOfATestKeyStandsUnderItsOwnModeAlone()
    {
        await using var server = await TestServer.Start();
        var (live, _) = await server.Secret("{}");
        var (test, value) = await server.Secret("{}", "test");
        for (var i = 0; i < 3; i++)
            await server.Ask(value, query: "?key_mode=test");
        await server.Ask(value);
        var keys = (await server.Get("/keys")).Json["keys"]!.AsArray();
        var usage = new Dictionary<string, int>();
        foreach (var key in keys)
            usage[key!["mode"]!.GetValue<string>()] = (await server.Get($"/keys/{key["id"]}/usage")).Json["requests"]!.GetValue<int>();
        Assert.Equal((0, 4), (usage["live"], usage["test"]));
        Assert.Equal([live, test], keys.Select(key => key!["id"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("""{"mode":"prod"}""")]
    [InlineData("""{"mode":1}""")]
    [InlineData("""{"mode":"live","value":"my-own-value-of-a-key"}""")]
    public async Task BadMode_IsRefused(string fields)
    {
        await using var server = await TestServer.Start();
        var body = fields[..^1] + ""","description":"","actions":["*"],"collections":[]}""";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys", body)).Status);
    }

    [Fact]
    public async Task Mode_CannotBeChanged()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.Secret("{}", "test");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Send(HttpMethod.Patch, $"/keys/{id}", new { mode = "live" })).Status);
    }

    [Fact]
    public async Task RotatedSecretKey_KeepsItsPrefix()
    {
        await using var server = await TestServer.Start(options => options with { KeyBrand = "torvus" });
        var (id, _) = await server.Secret("{}", "test");
        var value = (await server.Post($"/keys/{id}/rotate", null)).Json["value"]!.GetValue<string>();
        Assert.StartsWith("torvus_sk_test_", value, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value, query: "?key_mode=test").Status());
    }

    [Fact]
    public async Task AfterAReseal_SecretKeysAreFoundAgain()
    {
        await using var server = await TestServer.Start();
        var values = new List<string>();
        for (var i = 0; i < 10; i++)
            values.Add((await server.Secret("{}")).Value);
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        foreach (var value in values)
            Assert.Equal(HttpStatusCode.OK, await server.Ask(value).Status());
    }
}
