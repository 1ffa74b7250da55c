using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

public class ExplainKeyTests
{
    [Theory]
    [InlineData("GET", "/v1/vaults", "203.0.113.5", "", true, "allowed")]
    [InlineData("get", "/v1/vaults/vault_1", "203.0.113.5", "", true, "allowed")]
    [InlineData("GET", "/v1/vaults/vault_2", "203.0.113.5", "", false, "collections")]
    [InlineData("DELETE", "/v1/vaults/vault_1", "203.0.113.5", "", false, "actions")]
    [InlineData("GET", "/v1/vaults", "203.0.113.6", "", false, "allowed_ips")]
    [InlineData("GET", "/v1/vaults", "203.0.113.5", "test", false, "mode")]
    [InlineData("GET", "/nothing", "203.0.113.5", "", false, "actions")]
    [InlineData("GET", "/health", "203.0.113.6", "", true, "open")]
    public async Task Explanation_NamesTheRuleAndAgreesWithTheCheck(string method, string path, string ip, string mode, bool allowed, string rule)
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"permissions":["read"],"collections":["vault_1"],"allowed_ips":["203.0.113.5"]}""");
        var answer = (await server.Get($"/keys/{id}/explain?method={method}&path={Uri.EscapeDataString(path)}&ip={ip}&mode={mode}")).Json;
        Assert.Equal((allowed, rule), (answer["allowed"]!.GetValue<bool>(), answer["rule"]!.GetValue<string>()));
        var asked = await server.Ask(value, method.ToUpperInvariant(), path, mode.Length == 0 ? "" : $"?key_mode={mode}", ("X-Forwarded-For", ip));
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, asked.Status);
    }

    [Fact]
    public async Task RevokedAndExpired_AreTold()
    {
        await using var server = await TestServer.Start();
        var (revoked, _) = await server.Secret("{}");
        var (expired, _) = await server.Secret($$"""{"expires_at":{{server.Clock.GetUtcNow().ToUnixTimeSeconds()}}}""");
        await server.Post($"/keys/{revoked}/revoke", null);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("revoked", (await server.Get($"/keys/{revoked}/explain?method=GET&path=/v1/vaults")).Json["rule"]!.GetValue<string>());
        Assert.Equal("expiry", (await server.Get($"/keys/{expired}/explain?method=GET&path=/v1/vaults")).Json["rule"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?method=GET")]
    [InlineData("?method=GET&path=keys")]
    [InlineData("?method=GET&path=/keys&ip=nowhere")]
    [InlineData("?method=GET&path=/keys&mode=prod")]
    public async Task BadQuestion_IsRefused(string query)
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.Secret("{}");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Get($"/keys/{id}/explain{query}")).Status);
    }
}
