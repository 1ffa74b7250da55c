using System.Net;
using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed001;
using KeySafety.Server.Tests.Seed003;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Hostile;

/// <summary>Bodies that mean to say more than they may, or something else than they seem to.</summary>
public class HostileFieldsTests
{
    /// <summary>Fields of answers, sent as if they were to be set.</summary>
    [Theory]
    [InlineData("workspace", "\"acme\"")]
    [InlineData("id", "0")]
    [InlineData("revoked_at", "null")]
    [InlineData("created_at", "5")]
    [InlineData("last_used_at", "5")]
    [InlineData("scoped_epoch", "7")]
    [InlineData("digest", "\"AAAA\"")]
    [InlineData("hash", "\"x\"")]
    public async Task FieldThatIsTheServers_IsNotTheCallers(string field, string value)
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        await server.CreateKey();
        var (id, _) = await server.Secret($$"""{"{{field}}":{{value}}}""");
        Assert.Equal(1, id);
        await server.Post($"/keys/{id}/revoke", null);
        var before = (await server.Get($"/keys/{id}")).Json;
        var patched = await server.Send(HttpMethod.Patch, $"/keys/{id}", $$"""{"{{field}}":{{value}}}""");
        Assert.Equal(HttpStatusCode.OK, patched.Status);
        var after = patched.Json.AsObject();
        after.Remove("warnings");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Empty((await server.Send(HttpMethod.Get, "/keys", headers: ApiClients.In("acme"))).Json["keys"]!.AsArray());
    }

    [Theory]
    [InlineData("allowed_ip", "[\"203.0.113.5\"]")]
    [InlineData("rate_limits", "{\"requests\":1}")]
    [InlineData("Actions", "[\"keys:list\"]")]
    [InlineData("expiresAt", "5")]
    public async Task MisspeltCondition_IsToldAndNotPassedOver(string field, string value)
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", $$"""{"description":"","permissions":["read"],"mode":"live","{{field}}":{{value}}}""");
        Assert.Equal([$"The field `{field}` means nothing here."], Warnings(created));
        var patched = await server.Send(HttpMethod.Patch, $"/keys/{created.Json["id"]}", $$"""{"{{field}}":{{value}}}""");
        Assert.Equal([$"The field `{field}` means nothing here."], Warnings(patched));
        Assert.Null((await server.Send(HttpMethod.Patch, $"/keys/{created.Json["id"]}", """{"description":"x"}""")).Json["warnings"]);
    }

    [Theory]
    [InlineData("expires_at", "18446744073709551615", 201)]
    [InlineData("expires_at", "18446744073709551616", 400)]
    [InlineData("expires_at", "1e30", 400)]
    [InlineData("expires_at", "-1", 400)]
    [InlineData("expires_at", "1.0", 400)]
    [InlineData("rate_limit", "{\"requests\":2147483647,\"per_seconds\":2592000}", 201)]
    [InlineData("rate_limit", "{\"requests\":2147483648}", 400)]
    [InlineData("rate_limit", "{\"requests\":1,\"per_seconds\":2592001}", 400)]
    [InlineData("rate_limit", "{\"requests\":-1}", 400)]
    public async Task HugeNumber_IsTakenOrRefusedAndNeverWraps(string field, string value, int status)
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", $$"""{"description":"","permissions":["read"],"mode":"live","{{field}}":{{value}}}""");
        Assert.Equal(status, (int)created.Status);
        if (status != 201)
            return;

        Assert.Equal(value, created.Json[field]!.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, await server.Ask(created.Json["value"]!.GetValue<string>()).Status());
        foreach (var grace in new[] { "18446744073709551615", "7776001", "-1", "1e3", "null" })
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{created.Json["id"]}/rotate", $$"""{"grace_seconds":{{grace}}}""")).Status);
    }

    [Fact]
    public async Task ManyExpressions_AreRefusedBeforeTheyAreCompiled()
    {
        await using var server = await TestServer.Start();
        var expressions = Enumerable.Range(0, CollectionPattern.MaxExpressions + 1).Select(i => $"(a|b){i}").ToArray();
        var refused = await server.Post("/keys", new { description = "", actions = new[] { "*" }, collections = expressions });
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("regular expressions", refused.Message, StringComparison.Ordinal);
        // Names, and beginnings of names, cost nothing.
        var names = Enumerable.Range(0, 5_000).SelectMany(i => new[] { $"c{i}", $"d{i}.*" }).ToArray();
        var (_, value) = await server.CreateKey(["documents:get"], names);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value, "documents:get", "d4999-x"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value, "documents:get", "e"));
    }

    /// <summary>"A unique and meaningful name": two that look equal are not two by something that nobody sees.</summary>
    [Theory]
    [InlineData("shop ", true)]
    [InlineData("\u00a0shop", true)]
    [InlineData("sh\u200bop", false)]
    [InlineData("\u202eshop", false)]
    [InlineData("shop\u2028", true)]
    [InlineData("sh\u2028op", false)]
    [InlineData("sh\u0000op", false)]
    [InlineData("sh\u00adop", false)]
    [InlineData("\ue000", false)]
    [InlineData("  ", false)]
    public async Task NameWithWhatNobodySees_IsNoSecondName(string name, bool isTrimmed)
    {
        await using var server = await ApiClients.Start();
        await server.CreateService("viewer", name: "shop");
        var answer = await server.Post("/v1/clients", new { name, type = "service", role = "viewer" });
        Assert.Equal(isTrimmed ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/clients", new { name = "Zoë’s shop 店 🛒", type = "service", role = "viewer" })).Status);
    }

    [Theory]
    [InlineData("""{"name":"x","workspace":"acme"}""")]
    [InlineData("""{"name":"x","client_id":"client_x"}""")]
    [InlineData("""{"name":"x","created_by":"bootstrap"}""")]
    [InlineData("""{"name":"x","revoked_at":null}""")]
    [InlineData("""{"name":"x","epoch":5}""")]
    [InlineData("""{"name":"x","secrets":[]}""")]
    [InlineData("""{"name":"x","name":"y"}""")]
    [InlineData("""{"name":"x","type":"SERVICE","role":"owner"}""")]
    [InlineData("""{"name":"x","type":"service","role":"OWNER"}""")]
    [InlineData("""{"name":"x","role":"owner"}""")]
    public async Task ClientThatAsksForMore_IsRefused(string body)
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/v1/clients", body)).Status);
        var client = await server.CreateService("viewer");
        if (!body.Contains("\"role\":\"owner\"", StringComparison.Ordinal))
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", body)).Status);
    }

    [Theory]
    [InlineData("""{"is_active":true,"role":"admin"}""")]
    [InlineData("""{"is_active":1}""")]
    [InlineData("""{"role":"admin"}""")]
    [InlineData("""{"active_key_id":null}""")]
    [InlineData("[]")]
    public async Task UserThatIsChangedToMore_IsRefused(string body)
    {
        await using var users = await UserServer.Start();
        var id = (await users.Sync(users.Token(role: "wallet"))).Json["user"]!["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.BadRequest, (await users.Server.Send(HttpMethod.Patch, $"/users/{id}", body)).Status);
        // Nor do they change themselves.
        Assert.NotEqual(HttpStatusCode.OK, (await users.Send(HttpMethod.Patch, $"/users/{id}", users.Token(), body)).Status);
        await users.Post("/auth/sync-user", users.Token(role: "wallet"), """{"role":"developer","is_active":true}""");
        Assert.Equal("wallet", (await users.Server.Get("/users")).Json["users"]![0]!["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task DeepOrCutBody_IsBadJson()
    {
        await using var server = await TestServer.Start();
        foreach (var body in new[] { new string('[', 200_000), string.Concat(Enumerable.Repeat("{\"a\":", 5_000)), "{\"description\":\"\\ud800\"}", "\"", "nul" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys", body)).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/v1/clients", body)).Status);
        }

        Assert.Equal(JsonValueKind.Array, (await server.Get("/keys")).Json["keys"]!.GetValueKind());
    }

    private static string[] Warnings(TestServer.Answer answer) => [.. answer.Json["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>())];
}
