using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Authentication Errors": the bodies of 401 and 403 under /v1, and "Verify API Key" with the account endpoint.</summary>
public class Seed003_AuthenticationErrors
{
    private const string AuthenticationFailed = """{"error":"authentication_failed","message":"Invalid API key"}""";
    private const string PermissionDenied = """{"error":"permission_denied","message":"API key lacks required permissions"}""";

    [Fact]
    public async Task Account_VerifiesAKey()
    {
        await using var server = await TestServer.Start(options => options with { Account = new("you@example.com", "professional") });
        var (_, value) = await server.Secret("""{"permissions":["delete"]}""");
        var answer = await server.Send(HttpMethod.Get, "/v1/account", key: null, headers: ("Authorization", $"Bearer {value}"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"account_id":"acc_default","email":"you@example.com","plan":"professional","api_version":"v1","mode":"live"}""", answer.Body);
        var (_, planned) = await server.Secret("""{"plan":"enterprise"}""");
        Assert.Equal("enterprise", (await server.Get("/v1/account", planned)).Json["plan"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/v1/account")).Status);
    }

    [Fact]
    public async Task WrongMissingExpiredOrRevokedKey_Is401AuthenticationFailed()
    {
        await using var server = await TestServer.Start();
        var (_, expired) = await server.Secret($$"""{"expires_at":{{server.Clock.GetUtcNow().ToUnixTimeSeconds() + 5}}}""");
        var (id, revoked) = await server.Secret("{}");
        await server.Post($"/keys/{id}/revoke", null);
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        foreach (var key in new[] { null, "wrong", expired, revoked })
        {
            var answer = await server.Get("/v1/account", key);
            Assert.Equal((HttpStatusCode.Unauthorized, AuthenticationFailed), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task WrongAddress_Is403PermissionDenied()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"allowed_ips":["203.0.113.5"]}""");
        var answer = await server.Get("/v1/account", value);
        Assert.Equal((HttpStatusCode.Forbidden, PermissionDenied), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task OtherPathsUnderV1_AnswerInTheSameForm()
    {
        await using var server = await TestServer.Start();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            var answer = await server.Send(method, "/v1/nothing", key: null);
            Assert.Equal((HttpStatusCode.NotFound, """{"error":"not_found","message":"Not Found"}"""), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task AllOtherPaths_KeepTheOneRefusal()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"allowed_ips":["203.0.113.5"],"actions":["*"]}""");
        var wrong = await server.Get("/keys", "wrong");
        Assert.Equal(wrong.Body, (await server.Get("/keys", value)).Body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", value)).Status);
    }
}
