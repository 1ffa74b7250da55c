using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Detection;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>"API Keys (SDK)": their format, who may make one, one active key per user, the list, revocation.</summary>
public class Seed004_ApiKeys
{
    private static readonly string[] Fields = ["id", "user_id", "key_prefix", "name", "created_at", "last_used_at", "is_active"];

    [Fact]
    public async Task Key_HasTheFormatOfThePage()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var userId = (await users.Sync(token)).Json["user"]!["id"]!.GetValue<string>();
        var answer = await users.Post("/auth/api-keys", token, new { name = "My API Key" });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["key", "key_info"], answer.Json.AsObject().Select(field => field.Key));
        var value = answer.Json["key"]!.GetValue<string>();
        Assert.Matches(@"\Ask_[0-9A-Za-z]{32}\z", value);
        Assert.True(KeyFormat.IsValid(value));
        Assert.Contains(Detector.Default.Find(new Candidate(value)), finding => finding.Rule.Name == "torque-user-key");

        var info = answer.Json["key_info"]!;
        Assert.Equal(Fields, info.AsObject().Select(field => field.Key));
        var id = info["id"]!.GetValue<string>();
        Assert.True(Guid.TryParseExact(id, "D", out _));
        Assert.Equal(
            $$"""{"id":"{{id}}","user_id":"{{userId}}","key_prefix":"{{value[..15]}}...","name":"My API Key","created_at":"2026-05-01T12:00:00Z","last_used_at":null,"is_active":true}""",
            info.ToJsonString());
        // "Only shown once during creation."
        var list = await users.Get("/auth/api-keys", token);
        Assert.Equal($"[{info.ToJsonString()}]", list.Body);
    }

    [Fact]
    public async Task Key_ActsAsItsUser()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (_, key) = await users.KeyOf(token);
        Assert.Equal((await users.Me(token)).Body, (await users.Me(key)).Body);
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(token));
        // The role's grants, and no more.
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Get("/authorize?action=documents:delete&collection=products", key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await users.Get("/keys", key)).Status);
        var account = await users.Get("/v1/account", key);
        Assert.Equal(HttpStatusCode.OK, account.Status);
    }

    [Fact]
    public async Task LastUse_IsShown()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (_, key) = await users.KeyOf(token);
        users.Server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
        Assert.Equal("2026-05-01T12:10:00Z", await LastUsed());
        await users.Server.Restart();
        Assert.Equal("2026-05-01T12:10:00Z", await LastUsed());

        async Task<string?> LastUsed() => (await users.Get("/auth/api-keys", token)).Json[0]!["last_used_at"]?.GetValue<string>();
    }

    [Theory]
    [InlineData("developer", HttpStatusCode.OK)]
    [InlineData("admin", HttpStatusCode.OK)]
    [InlineData("wallet", HttpStatusCode.Forbidden)]
    [InlineData("Developer", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    public async Task Creation_RequiresTheDeveloperRole(string? role, HttpStatusCode status)
    {
        await using var users = await UserServer.Start();
        var token = users.Token(role: role);
        await users.Sync(token);
        var answer = await users.Post("/auth/api-keys", token, new { name = "My API Key" });
        Assert.Equal(status, answer.Status);
        if (status == HttpStatusCode.Forbidden)
            Assert.Equal("""{"detail":"API keys require one of these roles: admin, developer"}""", answer.Body);
        // The rest is everybody's.
        Assert.Equal(HttpStatusCode.OK, (await users.Me(token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await users.Get("/auth/api-keys", token)).Status);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("https://example.com/claims/role")]
    [InlineData("metadata.app.role")]
    public async Task RoleClaim_IsConfigured(string path)
    {
        await using var users = await UserServer.Start(options => options with { RoleClaim = path, DefaultRole = "wallet" });
        var token = users.Token(role: "admin", claims: payload =>
        {
            if (path == "metadata.app.role")
                payload["metadata"] = new JsonObject { ["app"] = new JsonObject { ["role"] = new JsonArray("unknown", "developer") } };
            else
                payload[path] = "developer";
        });
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(token));
        await users.Sync(token);
        Assert.Equal(HttpStatusCode.OK, (await users.Post("/auth/api-keys", token, new { name = "n" })).Status);
        // Elsewhere it does not count; then the default role does.
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Post("/auth/api-keys", users.Token("other"), new { name = "n" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await users.Get("/authorize?action=wallet:read", users.Token("other"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await users.MayRead(users.Token("other")));
    }

    [Fact]
    public async Task LostRole_EndsWhatTheKeyMayDo()
    {
        await using var users = await UserServer.Start();
        var (_, key) = await users.KeyOf(users.Token());
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
        await users.Sync(users.Token(role: null));
        Assert.Equal(HttpStatusCode.Forbidden, await users.MayRead(key));
        Assert.Equal(HttpStatusCode.OK, (await users.Me(key)).Status);
    }

    [Fact]
    public async Task SecondKey_Is400WhileOneIsActive()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (id, first) = await users.KeyOf(token);
        foreach (var bearer in new[] { token, first })
        {
            var second = await users.Post("/auth/api-keys", bearer, new { name = "another" });
            Assert.Equal((HttpStatusCode.BadRequest, """{"detail":"User already has an active API key: revoke it first"}"""), (second.Status, second.Body));
        }

        Assert.Equal(HttpStatusCode.OK, (await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", token)).Status);
        var (_, third) = await users.KeyOf(token, "third");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await users.MayRead(first), await users.MayRead(third)));
        // Another user has their own.
        await users.KeyOf(users.Token("user_other"));
        Assert.Equal(["third", "My API Key"], (await users.Get("/auth/api-keys", token)).Json.AsArray().Select(key => key!["name"]!.GetValue<string>()));
        await users.Server.Restart();
        Assert.Equal(HttpStatusCode.BadRequest, (await users.Post("/auth/api-keys", token, new { name = "fourth" })).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await users.MayRead(first), await users.MayRead(third)));
    }

    [Fact]
    public async Task SeveralClientsAtOnce_MakeExactlyOneKey()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        await users.Sync(token);
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => users.Post("/auth/api-keys", token, new { name = $"{number}" })));
            var created = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            Assert.All(answers.Where(answer => answer != created), answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(created.Json["key"]!.GetValue<string>()));
            Assert.Single((await users.Get("/auth/api-keys", token)).Json.AsArray(), key => key!["is_active"]!.GetValue<bool>());
            var id = created.Json["key_info"]!["id"]!.GetValue<string>();
            Assert.Equal(HttpStatusCode.OK, (await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", token)).Status);
        }
    }

    [Fact]
    public async Task UserWithoutARecord_Is404()
    {
        await using var users = await UserServer.Start();
        foreach (var answer in new[] { await users.Post("/auth/api-keys", users.Token(), new { name = "n" }), await users.Get("/auth/api-keys", users.Token()) })
            Assert.Equal((HttpStatusCode.NotFound, """{"detail":"User not synced yet: POST /auth/sync-user first"}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":"  "}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public async Task BadName_Is400AndMakesNothing(string body)
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        await users.Sync(token);
        foreach (var wrong in new[] { body, $$"""{"name":"{{new string('n', 256)}}"}""" })
        {
            var answer = await users.Post("/auth/api-keys", token, wrong);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("`name`", answer.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal("[]", (await users.Get("/auth/api-keys", token)).Body);
    }

    [Fact]
    public async Task Revocation_IsImmediateAndForGood()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (id, key) = await users.KeyOf(token);
        Assert.Equal(HttpStatusCode.OK, (await users.Me(key)).Status);
        for (var i = 0; i < 2; i++)
        {
            var answer = await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", token);
            Assert.Equal((HttpStatusCode.OK, """{"status":"revoked"}"""), (answer.Status, answer.Body));
            var refused = await users.Me(key);
            Assert.Equal((HttpStatusCode.Unauthorized, """{"detail":"Invalid API key"}"""), (refused.Status, refused.Body));
            Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(key));
        }

        var listed = Assert.Single((await users.Get("/auth/api-keys", token)).Json.AsArray())!;
        Assert.False(listed["is_active"]!.GetValue<bool>());
        await users.Server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(key));
    }

    [Fact]
    public async Task AnothersKey_Is404()
    {
        await using var users = await UserServer.Start();
        var (id, key) = await users.KeyOf(users.Token());
        await users.Sync(users.Token("user_other"));
        foreach (var path in new[] { id, Guid.NewGuid().ToString(), "nonsense", id.ToUpperInvariant() })
        {
            var answer = await users.Send(HttpMethod.Delete, $"/auth/api-keys/{path}", users.Token("user_other"));
            Assert.Equal((HttpStatusCode.NotFound, """{"detail":"API key not found"}"""), (answer.Status, answer.Body));
        }

        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
        // A key may end itself.
        Assert.Equal(HttpStatusCode.OK, (await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(key));
    }

    [Fact]
    public async Task RevokedKeys_AreKeptUpToANumber()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        for (var number = 0; number < 60; number++)
        {
            users.Server.Clock.Advance(TimeSpan.FromSeconds(1));
            var (id, _) = await users.KeyOf(token, $"{number}");
            await users.Send(HttpMethod.Delete, $"/auth/api-keys/{id}", token);
        }

        var names = (await users.Get("/auth/api-keys", token)).Json.AsArray().Select(key => key!["name"]!.GetValue<string>()).ToList();
        Assert.Equal(50, names.Count);
        Assert.Equal("59", names[0]);
    }

    [Fact]
    public async Task KeyOfAnIssuerThatIsNoLongerTrusted_IsRefused()
    {
        await using var users = await UserServer.Start();
        var (_, key) = await users.KeyOf(users.Token());
        await users.Server.Restart(options => options with { Issuers = [] });
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(key));
        await users.Server.Restart(options => options with { Issuers = [users.Issuer.Options()] });
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
    }

    /// <summary>"Keys are bcrypt hashed before storage": with the index lost, the hash alone says whether a value is the key.</summary>
    [Fact]
    public async Task LostBootstrapKey_LeavesUsersKeysWorking()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (_, key) = await users.KeyOf(token);
        var (revokedId, revoked) = await users.KeyOf(users.Token("user_other"));
        await users.Send(HttpMethod.Delete, $"/auth/api-keys/{revokedId}", users.Token("user_other"));
        await users.Server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });

        var wrong = KeyFormat.CreateUserKey(key.AsSpan(3, 6).ToString() + new string('x', KeyFormat.UserKeyRandomLength - 6));
        Assert.Equal(key[..15], wrong[..15]);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await users.MayRead(wrong), await users.MayRead(revoked)));
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(key));
        await users.Server.Restart(options => options with { Reseal = false });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await users.MayRead(key), await users.MayRead(wrong)));
    }
}
