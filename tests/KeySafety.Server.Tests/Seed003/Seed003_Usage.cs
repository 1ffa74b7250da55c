using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Total requests (last 30 days), requests by endpoint, error rate, last used timestamp, IP addresses used from."</summary>
public class Seed003_Usage
{
    [Fact]
    public async Task Usage_CountsRoutesErrorsDaysAndAddresses()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"permissions":["read"]}""");
        var other = await server.Secret("{}");
        for (var i = 0; i < 3; i++)
            await server.Ask(value, headers: ("X-Forwarded-For", "203.0.113.5"));
        await server.Ask(value, "DELETE", "/v1/vaults/vault_1", headers: ("X-Forwarded-For", "203.0.113.6"));
        server.Clock.Advance(TimeSpan.FromDays(1));
        await server.Get("/v1/account", value);
        await server.Get("/keys", value);

        var usage = (await server.Get($"/keys/{id}/usage?days=30")).Json;
        Assert.Equal(5 + 1, usage["requests"]!.GetValue<int>());
        Assert.Equal(2, usage["errors"]!.GetValue<int>());
        Assert.Equal(0.3333, usage["error_rate"]!.GetValue<double>());
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds(), usage["last_used_at"]!.GetValue<long>());
        Assert.Equal("127.0.0.1", usage["last_used_ip"]!.GetValue<string>());
        Assert.Equal(
            ["GET /v1/vaults 3 0", "DELETE /v1/vaults/{collection} 1 1", "GET /keys 1 1", "GET /v1/account 1 0"],
            usage["by_route"]!.AsArray().Select(line => $"{line!["route"]} {line["requests"]} {line["errors"]}"));
        Assert.Equal(
            ["2026-05-01 4 1", "2026-05-02 2 1"], usage["by_day"]!.AsArray().Select(line => $"{line!["date"]} {line["requests"]} {line["errors"]}"));
        Assert.Equal(
            ["203.0.113.5 3", "127.0.0.1 2", "203.0.113.6 1"], usage["addresses"]!.AsArray().Select(line => $"{line!["address"]} {line["requests"]}"));

        Assert.Equal(2, (await server.Get($"/keys/{id}/usage?days=1")).Json["requests"]!.GetValue<int>());
        Assert.Equal(0, (await server.Get($"/keys/{other.Id}/usage")).Json["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task Usage_SurvivesARestartAndGoesWithItsDays()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        await server.Ask(value);
        await server.Restart();
        await server.Ask(value);
        Assert.Equal(2, (await server.Get($"/keys/{id}/usage")).Json["requests"]!.GetValue<int>());
        server.Clock.Advance(TimeSpan.FromDays(40));
        await server.Ask(value);
        Assert.Single((await server.Get($"/keys/{id}/usage")).Json["by_day"]!.AsArray());
    }

    [Fact]
    public async Task LastUse_IsShownAtOnceAndAfterARestart()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        Assert.Null((await server.Get($"/keys/{id}")).Json["last_used_at"]);
        await server.Ask(value, headers: ("X-Forwarded-For", "2001:db8::7"));
        for (var start = 0; start < 2; start++)
        {
            foreach (var key in new[] { (await server.Get($"/keys/{id}")).Json, (await server.Get("/keys")).Json["keys"]![0]! })
            {
                Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds(), key["last_used_at"]!.GetValue<long>());
                Assert.Equal("2001:db8::7", key["last_used_ip"]!.GetValue<string>());
            }

            await server.Restart();
        }
    }

    [Fact]
    public async Task RefusedCredential_IsNoUse()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        await server.Post($"/keys/{id}/revoke", null);
        await server.Ask(value);
        Assert.Equal(0, (await server.Get($"/keys/{id}/usage")).Json["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task ManyAddresses_AreBounded()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        for (var i = 0; i < 80; i++)
            await server.Ask(value, headers: ("X-Forwarded-For", $"203.0.113.{i}"));
        var addresses = (await server.Get($"/keys/{id}/usage")).Json["addresses"]!.AsArray();
        Assert.InRange(addresses.Count, 2, 51);
        Assert.Equal(80, addresses.Sum(line => line!["requests"]!.GetValue<int>()));
        Assert.Contains(addresses, line => line!["address"]!.GetValue<string>() == "other");
    }

    [Fact]
    public async Task CredentialsOutOfUse_AreForgottenInMemory()
    {
        await using var server = await TestServer.Start();
        var activities = new Activities(server.Options, server.Clock);
        var (_, value) = await server.Secret("{}");
        var key = server.Server.Store.Keys.InListOrder()[0];
        for (var i = 0; i < 1000; i++)
            activities.CountUse(new Principal(key with { Id = i }), "GET /x", isError: false, IPAddress.Loopback);
        Assert.Equal(1000, activities.Count);
        activities.ForgetIdle();
        Assert.Equal(1000, activities.Count);
        activities.TakeCounts(int.MaxValue);
        activities.ForgetIdle();
        Assert.Equal(0, activities.Count);
        Assert.NotNull(value);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task BadDays_AreRefused(string days)
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.Secret("{}");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Get($"/keys/{id}/usage?days={days}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get("/keys/99/usage")).Status);
    }

    [Fact]
    public async Task Deleted_TakesItsUsageAlong()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        await server.Ask(value);
        await server.Get($"/keys/{id}/usage");
        await server.Ask(value);
        await server.Delete($"/keys/{id}");
        await server.Restart();
        Assert.Empty(server.Server.Store.Tables.Usage.Values);
        Assert.Equal("""{"keys":[]}""", JsonNode.Parse((await server.Get("/keys")).Body)!.ToJsonString());
    }
}
