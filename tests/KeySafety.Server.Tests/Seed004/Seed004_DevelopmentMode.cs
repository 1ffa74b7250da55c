using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>"Development Mode (No Auth)": "only works with local development", "a test user for all requests".</summary>
public sealed class Seed004_DevelopmentMode : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-noauth-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task EveryRequest_IsTheTestUsers()
    {
        await using var server = await TestServer.Start(options => options with { NoAuth = true });
        foreach (var key in new[] { null, "wrong", server.BootstrapKey })
        {
            var me = await server.Get("/auth/me", key);
            Assert.Equal((HttpStatusCode.OK, "test_user"), (me.Status, me.Json["clerk_user_id"]!.GetValue<string>()));
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys", key)).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize?action=documents:delete&collection=products", key)).Status);
        }

        Assert.False((await server.Post("/auth/sync-user", null, key: null)).Json["created"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/keys", new { description = "d", actions = new[] { "*" }, collections = new[] { "*" } }, key: null)).Status);
        Assert.True((await server.Get("/debug", key: null)).Json["no_auth"]!.GetValue<bool>());
    }

    /// <summary>What was made without authentication opens nothing once there is some.</summary>
    [Fact]
    public async Task TestUsersKey_EndsWithTheMode()
    {
        await using var server = await TestServer.Start(options => options with { NoAuth = true });
        var created = await server.Post("/auth/api-keys", new { name = "dev" }, key: null);
        Assert.Equal(HttpStatusCode.OK, created.Status);
        var key = created.Json["key"]!.GetValue<string>();
        await server.Restart(options => options with { NoAuth = false });
        foreach (var path in new[] { "/auth/me", "/keys", "/authorize?action=documents:search" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Get, path, key: null, headers: ("Authorization", $"Bearer {key}"))).Status);
        Assert.DoesNotContain("no_auth", (await server.Get("/debug")).Body, StringComparison.Ordinal);
    }

    /// <summary>A page that the developer looks at can send requests to this machine; it is not the test user.</summary>
    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "null", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "http://localhost.evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "127.0.0.1.evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "http://localhost:3000", HttpStatusCode.OK)]
    [InlineData("Host", "localhost:8108", HttpStatusCode.OK)]
    public async Task RequestOfAnotherSite_NeedsACredential(string header, string value, HttpStatusCode status)
    {
        await using var server = await TestServer.Start(options => options with { NoAuth = true });
        Assert.Equal(status, (await server.Send(HttpMethod.Get, "/keys", key: null, headers: (header, value))).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/keys", headers: (header, value))).Status);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task OtherAddressThanLoopback_IsRefusedAtTheStart(string address)
    {
        foreach (var (arguments, variable) in new[] { (new[] { "--no-auth" }, "0"), (Array.Empty<string>(), "1") })
        {
            await using var server = ServerProcess.Launch(
                TestServer.NewSecret(), ["--data-dir", Path.Combine(_directory.FullName, "data"), "--api-address", address, "--api-port", "0", .. arguments], ("TORQUE_NOAUTH", variable));
            Assert.Equal(2, await server.Exit());
            Assert.Contains("--no-auth lets everybody do everything and is for a loopback address only", Assert.Single(server.Errors), StringComparison.Ordinal);
        }

        Assert.Empty(_directory.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Mode_IsWarnedAboutLoudly()
    {
        await using var server = await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(_directory.FullName, "data"), "--no-auth");
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Contains("test_user", await http.GetStringAsync("/auth/me"), StringComparison.Ordinal);
        Assert.Contains("warn NO AUTHENTICATION", server.Output, StringComparison.Ordinal);
    }
}
