using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed001;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.Audit;

/// <summary>Every change that decides what a credential may do has its records before it is answered, whatever kind of record it changes.</summary>
public class AuditChangeTests
{
    [Fact]
    public async Task User_IsRecordedAsTheyAreSyncedShutOutLetInAndDeleted()
    {
        await using var users = await UserServer.Start();
        var id = (await users.Sync(users.Token())).Json["user"]!["id"]!.GetValue<string>();
        // What says nothing about their rights is no change of a credential.
        await users.Sync(users.Token(claims: claims => claims["email"] = "other@example.com"));
        await users.Post("/auth/mark-welcome-seen", users.Token());
        await users.Sync(users.Token(role: "wallet"));
        foreach (var isActive in new[] { false, false, true })
            Assert.Equal(HttpStatusCode.OK, (await users.Server.Send(HttpMethod.Patch, $"/users/{id}", new { is_active = isActive })).Status);
        Assert.Equal(HttpStatusCode.OK, (await users.Server.Delete($"/users/{id}")).Status);

        Assert.Equal(
            [$"created user:{id}", $"updated user:{id}", "revoked bootstrap", "restored bootstrap", "removed bootstrap"],
            await Made(users.Server, $"user:{id}"));
        // Whoever asks to be deleted cannot be taken out of an audit: it never knew their name.
        Assert.DoesNotContain(new AuditDirectory(users.Server.Options.DataDir).Records, record => record.ToJsonString().Contains("example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeletedUser_TakesKeyAndClientsAlongInTheRecordsToo()
    {
        await using var users = await UserServer.Start();
        var (key, _) = await users.KeyOf(users.Token());
        var user = (await users.Me(users.Token())).Json["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await users.Server.Delete($"/users/{user}")).Status);
        Assert.Equal("removed bootstrap", (await Made(users.Server, $"user-key:{key}"))[^1]);
    }

    [Fact]
    public async Task RevokedToken_IsRecordedInItsWorkspaceAndForgottenInSilence()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var client = await server.CreateService(workspace: "acme");
        var token = await server.Token(client);
        var target = $"token:{ApiClients.Claims(token)["jti"]}";
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await server.PostForm("/v1/auth/revoke", $"token={token}", client)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token, more: "&workspace=acme"));

        server.Clock.Advance(TimeSpan.FromHours(2));
        await UserServer.Until(() => Task.FromResult(server.Server.Store.Tables.RevokedTokens.Count == 0));
        Assert.Equal([$"revoked client:{client.Id}"], await Made(server, target));
        var changes = new AuditDirectory(server.Options.DataDir).Of("change").Where(change => Text(change, "target") == target).ToList();
        Assert.All(changes, change => Assert.Equal(("acme", "POST /v1/auth/revoke"), (Text(change, "workspace"), Text(change, "route"))));
        Assert.DoesNotContain(new AuditDirectory(server.Options.DataDir).Records, record => record.ToJsonString().Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SigningKeyAndWorkspace_AreRecorded()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        await server.Delete("/v1/workspaces/acme");
        Assert.Equal(["created bootstrap", "removed bootstrap"], await Made(server, "workspace:acme"));

        var first = (await server.Get("/.well-known/jwks.json", key: null)).Json["keys"]![0]!["kid"];
        var second = (await server.Post("/v1/auth/signing-keys/rotate", new { end_tokens = true })).Json["kid"];
        // Made because somebody asked for the keys, and not at their will.
        Assert.Equal(["created server", "removed bootstrap"], await Made(server, $"signing-key:{first}"));
        Assert.Equal(["created bootstrap"], await Made(server, $"signing-key:{second}"));
    }

    [Fact]
    public async Task RevokedKey_IsRecordedAsRevoked()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey();
        foreach (var _ in Enumerable.Range(0, 2))
            await server.Post($"/keys/{id}/revoke", null);
        await server.Post($"/keys/{id}/scoped/revoke", null);
        Assert.Equal(["created bootstrap", "revoked bootstrap", "updated bootstrap"], await Made(server, $"key:{id}"));
    }

    // Without waiting for anything: it was answered, so it is there; and the whole is sound.
    private static async Task<List<string>> Made(TestServer server, string target)
    {
        var audit = new AuditDirectory(server.Options.DataDir);
        var (exitCode, output) = await audit.Verify(server.BootstrapKey);
        Assert.True(exitCode == 0, output);
        return [.. audit.Of("change").Where(change => Text(change, "target") == target && Text(change, "outcome") == "made")
            .Select(change => $"{Text(change, "change")} {Text(change, "credential")}")];
    }

    private static string? Text(JsonNode record, string name) => record[name]?.GetValue<string>();
}
