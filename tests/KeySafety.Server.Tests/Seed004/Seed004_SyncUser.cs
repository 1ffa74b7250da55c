using System.Net;
using System.Text.Json.Nodes;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>"Sync User: create or update user record after authentication", "Get Current User", "Mark Welcome Seen".</summary>
public class Seed004_SyncUser
{
    private static readonly string[] Fields = ["id", "clerk_user_id", "email", "first_name", "username", "is_active", "has_seen_welcome", "created_at"];

    [Fact]
    public async Task FirstSync_CreatesTheRecordAndLaterOnesUpdateIt()
    {
        await using var users = await UserServer.Start();
        var first = await users.Sync(users.Token());
        var id = first.Json["user"]!["id"]!.GetValue<string>();
        Assert.True(Guid.TryParseExact(id, "D", out _));
        Assert.Equal(
            $$"""{"user":{"id":"{{id}}","clerk_user_id":"user_2abc","email":"user_2abc@example.com","first_name":"Jane","username":null,"is_active":true,"has_seen_welcome":false,"created_at":"2026-05-01T12:00:00Z"},"created":true}""",
            first.Body);

        users.Server.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = await users.Sync(users.Token());
        Assert.False(again.Json["created"]!.GetValue<bool>());
        var changed = await users.Sync(users.Token(claims: payload => (payload["email"], payload["username"]) = ("jane@example.com", "jane")));
        Assert.Equal((false, id, "jane@example.com", "jane", "2026-05-01T12:00:00Z"), (
            changed.Json["created"]!.GetValue<bool>(),
            Text(changed.Json["user"]!, "id"),
            Text(changed.Json["user"]!, "email"),
            Text(changed.Json["user"]!, "username"),
            Text(changed.Json["user"]!, "created_at")));
        // What a token does not say stays.
        Assert.Equal("jane", Text((await users.Sync(users.Token())).Json["user"]!, "username"));
    }

    [Fact]
    public async Task CurrentUser_IsWhoWasSynced()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var before = await users.Me(token);
        Assert.Equal((HttpStatusCode.NotFound, """{"detail":"User not synced yet: POST /auth/sync-user first"}"""), (before.Status, before.Body));
        var synced = (await users.Sync(token)).Json["user"]!.ToJsonString();
        var me = await users.Me(token);
        Assert.Equal((HttpStatusCode.OK, synced), (me.Status, me.Body));
        Assert.Equal(Fields, me.Json.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task WelcomeSeen_IsMarkedForThatUserAlone()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.NotFound, (await users.Post("/auth/mark-welcome-seen", users.Token())).Status);
        await users.Sync(users.Token());
        await users.Sync(users.Token("user_other"));
        for (var i = 0; i < 2; i++)
        {
            var answer = await users.Post("/auth/mark-welcome-seen", users.Token());
            Assert.Equal((HttpStatusCode.OK, """{"status":"success"}"""), (answer.Status, answer.Body));
        }

        await users.Server.Restart();
        Assert.True((await users.Me(users.Token())).Json["has_seen_welcome"]!.GetValue<bool>());
        Assert.False((await users.Me(users.Token("user_other"))).Json["has_seen_welcome"]!.GetValue<bool>());
        // A later sync does not take it back.
        Assert.True((await users.Sync(users.Token())).Json["user"]!["has_seen_welcome"]!.GetValue<bool>());
    }

    [Fact]
    public async Task SyncsAtOnce_MakeOneRecord()
    {
        await using var users = await UserServer.Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => users.Sync(users.Token())));
        Assert.Single(answers, answer => answer.Json["created"]!.GetValue<bool>());
        Assert.Single(answers.Select(answer => Text(answer.Json["user"]!, "id")).Distinct());
        Assert.Single((await users.Server.Get("/users")).Json["users"]!.AsArray());
    }

    [Fact]
    public async Task SameSubjectOfTwoIssuers_IsTwoUsers()
    {
        await using var other = await LocalIssuer.Start();
        await using var users = await UserServer.Start(server: options => options with
        {
            Issuers = [.. options.Issuers, other.Options(issuer => issuer with { Name = "other", Issuer = "https://other.example" })],
        });
        var first = await users.Sync(users.Token());
        var second = await users.Sync(other.Token(users.Now, claims: payload => payload["iss"] = "https://other.example"));
        Assert.True(second.Json["created"]!.GetValue<bool>());
        Assert.NotEqual(Text(first.Json["user"]!, "id"), Text(second.Json["user"]!, "id"));
        // Each issuer speaks for itself alone.
        Assert.Equal(HttpStatusCode.Unauthorized, (await users.Me(other.Token(users.Now))).Status);
    }

    [Fact]
    public async Task Sync_TakesATokenAndNothingElse()
    {
        await using var users = await UserServer.Start();
        var (_, key) = await users.KeyOf(users.Token());
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Post("/auth/sync-user", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Post("/auth/sync-user", users.Server.BootstrapKey)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Me(users.Server.BootstrapKey)).Status);
        // In its header alone.
        var elsewhere = await users.Server.Send(HttpMethod.Get, "/auth/me", key: users.Token());
        Assert.Equal("""{"detail":"Authorization header missing"}""", elsewhere.Body);
    }

    [Fact]
    public async Task HostileClaims_NeitherBreakNorEnter()
    {
        await using var users = await UserServer.Start();
        var token = users.Token(claims: payload =>
        {
            payload["email"] = new string('a', 5_000);
            payload["first_name"] = new JsonArray("x");
            payload["username"] = "line\nbreak";
        });
        var user = (await users.Sync(token)).Json["user"]!;
        Assert.Equal((null, null, null), (user["email"], user["first_name"], user["username"]));
    }

    [Fact]
    public async Task Administrator_ShutsAUserOutAndRemovesThem()
    {
        await using var users = await UserServer.Start();
        var token = users.Token();
        var (_, key) = await users.KeyOf(token);
        var line = Assert.Single((await users.Server.Get("/users")).Json["users"]!.AsArray())!;
        var id = Text(line, "id");
        Assert.Equal(("user_2abc", "developer", users.Issuer.Issuer), (Text(line, "subject"), Text(line, "role"), Text(line, "issuer")));

        Assert.Equal(HttpStatusCode.OK, (await users.Server.Send(HttpMethod.Patch, $"/users/{id}", """{"is_active":false}""")).Status);
        foreach (var bearer in new[] { token, key, users.Token() })
        {
            var answer = await users.Me(bearer);
            Assert.Equal((HttpStatusCode.Unauthorized, """{"detail":"No longer active"}"""), (answer.Status, answer.Body));
            Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(bearer));
        }

        Assert.Equal(HttpStatusCode.OK, (await users.Server.Send(HttpMethod.Patch, $"/users/{id}", """{"is_active":true}""")).Status);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await users.Me(token)).Status, await users.MayRead(key)));

        Assert.Equal(HttpStatusCode.OK, (await users.Server.Delete($"/users/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await users.Me(token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(key));
        Assert.Equal(HttpStatusCode.NotFound, (await users.Server.Delete($"/users/{id}")).Status);
        // Nothing of the old record comes back.
        Assert.True((await users.Sync(token)).Json["created"]!.GetValue<bool>());
        Assert.Equal("[]", (await users.Get("/auth/api-keys", token)).Body);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"is_active":"no"}""")]
    [InlineData("""{"is_active":true,"role":"admin"}""")]
    public async Task Administrator_CannotSayAnythingElse(string body)
    {
        await using var users = await UserServer.Start();
        var id = Text((await users.Sync(users.Token())).Json["user"]!, "id");
        Assert.Equal(HttpStatusCode.BadRequest, (await users.Server.Send(HttpMethod.Patch, $"/users/{id}", body)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await users.Server.Send(HttpMethod.Patch, "/users/unknown", """{"is_active":true}""")).Status);
        // Users are no administrators.
        Assert.Equal(HttpStatusCode.Unauthorized, (await users.Get("/users", users.Token(role: "admin"))).Status);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
