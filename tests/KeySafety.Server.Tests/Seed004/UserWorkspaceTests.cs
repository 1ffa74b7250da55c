using System.Net;
using KeySafety.Server.Tests.Seed001;
using KeySafety.Server.Users;
using Microsoft.Extensions.Configuration;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>A role of users that belongs to a workspace: token, key and private clients open that one, and no other.</summary>
public class UserWorkspaceTests
{
    private static readonly UserOptions Roles = UserOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["roles:developer:actions:0"] = "documents:get",
        ["roles:developer:actions:1"] = "clients:*",
        ["roles:developer:workspace"] = "acme",
        ["roles:admin:actions:0"] = "documents:get",
    }).Build());

    [Fact]
    public async Task RoleOfAWorkspace_OpensThatOneAndNoOther()
    {
        await using var users = await Start();
        var token = users.Token();
        var (_, key) = await users.KeyOf(token);
        var made = await users.Post("/v1/clients", token, new { name = "job" });
        Assert.Equal("acme", made.Json["client"]!["workspace"]!.GetValue<string>());
        var client = await users.Server.Token(new ApiClients.Credentials(made.Json["client_id"]!.GetValue<string>(), made.Json["client_secret"]!.GetValue<string>()));
        foreach (var bearer in new[] { token, key, client })
        {
            Assert.Equal(HttpStatusCode.OK, await MayRead(users, bearer, "acme"));
            Assert.Equal(HttpStatusCode.Forbidden, await MayRead(users, bearer, "default"));
            Assert.Equal(HttpStatusCode.Forbidden, await MayRead(users, bearer, "globex"));
        }

        // What is their own they reach in any case, and cannot move.
        Assert.Equal(HttpStatusCode.OK, (await users.Me(key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await users.Server.Send(HttpMethod.Get, "/auth/me", key: null, headers: [("Authorization", $"Bearer {key}"), (ApiClients.WorkspaceHeader, "globex")])).Status);
        var admin = users.Token("admin", "admin");
        Assert.Equal(HttpStatusCode.OK, await MayRead(users, admin, "default"));
        Assert.Equal(HttpStatusCode.Forbidden, await MayRead(users, admin, "acme"));
    }

    [Fact]
    public async Task ClientOfAUserWhoMoved_OpensNeither()
    {
        await using var users = await Start();
        var made = await users.Post("/v1/clients", await Synced(users, "developer"), new { name = "job" });
        var credentials = new ApiClients.Credentials(made.Json["client_id"]!.GetValue<string>(), made.Json["client_secret"]!.GetValue<string>());
        var client = await users.Server.Token(credentials);
        await Synced(users, "admin");
        Assert.NotEqual(HttpStatusCode.OK, await MayRead(users, client, "default"));
        Assert.NotEqual(HttpStatusCode.OK, await MayRead(users, client, "acme"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await users.Server.AskForToken(credentials)).Status);
        await Synced(users, "developer");
        Assert.Equal(HttpStatusCode.OK, await MayRead(users, client, "acme"));
    }

    [Fact]
    public void NameThatIsNone_DoesNotStart() => Assert.Contains(
        "The role `developer` in the configuration has a `workspace` that is none.",
        Assert.Throws<StartupException>(() => UserOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["roles:developer:actions:0"] = "documents:get",
            ["roles:developer:workspace"] = "Acme Ltd",
        }).Build())).Message,
        StringComparison.Ordinal);

    private static async Task<UserServer> Start()
    {
        var users = await UserServer.Start(server: options => options with { Users = Roles, PublicUrl = ApiClients.PublicUrl });
        await users.Server.CreateWorkspace("acme");
        await users.Server.CreateWorkspace("globex");
        return users;
    }

    private static async Task<string> Synced(UserServer users, string role)
    {
        var token = users.Token(role: role);
        await users.Sync(token);
        return token;
    }

    private static async Task<HttpStatusCode> MayRead(UserServer users, string bearer, string workspace) =>
        (await users.Get($"/authorize?action=documents:get&workspace={workspace}", bearer)).Status;
}
