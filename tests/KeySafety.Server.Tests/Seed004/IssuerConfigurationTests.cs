using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>The sections <c>issuers</c> and <c>users</c> of the configuration file: what they set, and what keeps the server from starting.</summary>
public sealed class IssuerConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-issuers-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Issuer_IsReadWithItsDefaults()
    {
        var options = Read("""
            {
              "issuers": {
                "clerk": {
                  "issuer": "https://clerk.example.com",
                  "jwks_uri": "https://clerk.example.com/.well-known/jwks.json",
                  "audience": ["one", "two"],
                  "query_parameter": "authJWT", // legacy clients
                },
              },
            }
            """);
        var issuer = Assert.Single(options.Issuers);
        Assert.Equal(("clerk", "https://clerk.example.com"), (issuer.Name, issuer.Issuer));
        Assert.Equal(["one", "two"], issuer.Audiences);
        Assert.Equal(("public_metadata.role", null, 30, 60, "authJWT"), (issuer.RoleClaim, issuer.DefaultRole, issuer.ClockSkewSeconds, issuer.RefreshSeconds, issuer.QueryParameter));
        Assert.True(options.Users.MayCreateKey("developer"));
        Assert.True(options.Users.MayCreateKey("admin"));
        Assert.False(options.Users.MayCreateKey("user"));
    }

    [Fact]
    public void Roles_AreGrants()
    {
        var users = Read("""{"users": {"roles": {"reader": {"actions": ["*:read"], "collections": ["products"]}}, "key_roles": ["owner"]}}""").Users;
        Assert.Equal(["*:read"], users.GrantsOf("reader").Actions);
        Assert.Equal(["products"], users.GrantsOf("reader").Collections);
        Assert.Empty(users.GrantsOf("Reader").Actions);
        Assert.Empty(users.GrantsOf(null).Actions);
        Assert.Equal((true, false), (users.MayCreateKey("owner"), users.MayCreateKey("admin")));
        Assert.False(Read("""{"users": {"key_roles": []}}""").Users.MayCreateKey("developer"));
    }

    [Theory]
    [InlineData("""{"issuers": []}""", "unknown setting `issuers`")]
    [InlineData("""{"issuers": {"a": {}}}""", "The issuer `a` in the configuration has no `issuer`.")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y"}}}""", "needs either `jwks_uri` or `jwks_file`")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x", "jwks_file": "y"}}}""", "needs either `jwks_uri` or `jwks_file`")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_file": "/nowhere/jwks.json"}}}""", "has a `jwks_file` that is not there: /nowhere/jwks.json.")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "jwks_uri": "https://x"}}}""", "needs `audience`, or `authorized_parties`")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "http://x.example/jwks"}}}""", "has a `jwks_uri` that is no https address")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "file:///etc/passwd"}}}""", "has a `jwks_uri` that is no https address")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "/jwks"}}}""", "has a `jwks_uri` that is no https address")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": [""], "jwks_uri": "https://x"}}}""", "has a `audience` that is no text and no list of texts")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x", "clock_skew_seconds": 301}}}""", "has a `clock_skew_seconds` that is no number from 0 to 300")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x", "refresh_seconds": "often"}}}""", "has a `refresh_seconds` that is no number")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x", "query_parameter": "a=b"}}}""", "has a `query_parameter`")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x", "algorithms": "none"}}}""", "has an unknown field `algorithms`")]
    [InlineData("""{"issuers": {"a": {"issuer": "x", "audience": "y", "jwks_uri": "https://x"}, "b": {"issuer": "x", "audience": "y", "jwks_uri": "https://y"}}}""", "Two issuers in the configuration are `x`.")]
    [InlineData("""{"users": {"role": {}}}""", "has an unknown field `role`")]
    [InlineData("""{"users": {"roles": {"a": {"collections": ["*"]}}}}""", "The role `a` in the configuration has no `actions`.")]
    [InlineData("""{"users": {"roles": {"a": {"actions": "read"}}}}""", "`actions` of the users' roles in the configuration must be a list of texts.")]
    [InlineData("""{"users": {"roles": {"a": {"actions": ["read"], "permissions": ["read"]}}}}""", "The role `a` in the configuration has an unknown field `permissions`.")]
    public void WrongSection_KeepsTheServerFromStarting(string json, string message) =>
        Assert.Contains(message, Assert.Throws<StartupException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task WrongSection_IsOneLine()
    {
        var path = Path.Combine(_directory.FullName, "torque.json");
        await File.WriteAllTextAsync(path, """{"issuers": {"a": {"issuer": "x", "jwks_uri": "https://x"}}}""");
        var (exitCode, output) = await ServerProcess.Run(TestServer.NewSecret(), "--config", path, "--data-dir", Path.Combine(_directory.FullName, "data"));
        Assert.Equal((2, 1), (exitCode, output.Split('\n').Length));
        Assert.StartsWith("torque-server: The issuer `a` in the configuration needs `audience`", output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoAuth_IsReadFromItsVariable()
    {
        Assert.True(Settings.Read([], name => name is "TORQUE_NOAUTH" ? "1" : name is "TORQUE_API_KEY" ? TestServer.NewSecret() : null, out _)!.NoAuth);
        Assert.False(Settings.Read([], name => name is "TORQUE_API_KEY" ? TestServer.NewSecret() : null, out _)!.NoAuth);
    }

    private KeyServerOptions Read(string json)
    {
        var path = Path.Combine(_directory.FullName, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        return Settings.Read(["--config", path], name => name == "TORQUE_API_KEY" ? TestServer.NewSecret() : null, out _)!;
    }
}
