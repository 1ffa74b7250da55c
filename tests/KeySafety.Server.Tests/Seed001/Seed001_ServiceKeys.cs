using System.Net;
using KeySafety.Server.Clients;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: "Service API keys … perform all the same operations as a user with a similar role's private API key."</summary>
public class Seed001_ServiceKeys
{
    /// <summary>"The creator of the key must have the role of Owner within the workspace."</summary>
    [Fact]
    public async Task OnlyAnOwner_MakesServiceClients()
    {
        await using var server = await ApiClients.Start();
        var body = new { name = "robot", type = "service", role = "viewer" };
        var creator = await server.Token(await server.CreateService("creator"));
        var (_, limited) = await server.CreateKey(actions: ["clients:*", "keys:*"]);
        var (_, everythingInOne) = await server.CreateKey(actions: ["*"], collections: ["products"]);
        foreach (var credential in new[] { creator, limited, everythingInOne })
        {
            var refused = await server.Post("/v1/clients", body, credential);
            Assert.Equal((HttpStatusCode.Forbidden, "permission_denied"), (refused.Status, refused.Json["error"]!.GetValue<string>()));
        }

        var owner = await server.Token(await server.CreateService("owner"));
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/clients", body, owner)).Status);
    }

    /// <summary>"Sharing capabilities are similar to those of a private API key": what a secret can be shared for, and how that ends, is the same for both.</summary>
    [Theory]
    [InlineData("service")]
    [InlineData("private")]
    public async Task Sharing_IsAsWithAPrivateKey(string type)
    {
        await using var server = await ApiClients.Start();
        var owner = await server.Token(await server.CreateService());
        var creator = await server.Token(await server.CreateService("creator"));
        var made = type == "service"
            ? await server.WithToken(owner, "/v1/clients", HttpMethod.Post, new { name = "shared", type, role = "creator" })
            : await server.WithToken(creator, "/v1/clients", HttpMethod.Post, new { name = "shared", type });
        var client = new ApiClients.Credentials(made.Json["client_id"]!.GetValue<string>(), made.Json["client_secret"]!.GetValue<string>());

        // Whoever was given the secret has the client, from wherever, and each of them a token of their own.
        var tokens = new List<string>();
        foreach (var holder in new[] { "203.0.113.1", "203.0.113.2" })
            tokens.Add((await server.PostForm("/v1/auth/token", "grant_type=client_credentials", client, holder)).Json["access_token"]!.GetValue<string>());
        Assert.NotEqual(tokens[0], tokens[1]);
        foreach (var token in tokens)
            Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, "documents:create"));

        // The workspace's owners see it and take it back; others do not know of it.
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(owner, $"/v1/clients/{client.Id}")).Status);
        var stranger = await server.Token(await server.CreateService("creator"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.WithToken(stranger, $"/v1/clients/{client.Id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(owner, $"/v1/clients/{client.Id}/rotate-secret", HttpMethod.Post)).Status);
        foreach (var token in tokens)
            Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token, "documents:create"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
    }

    /// <summary>"Select the role you want the API key to have. This determines the key's access level."</summary>
    [Fact]
    public async Task Role_SaysWhatTheClientMayDo()
    {
        await using var server = await TestServer.Start(options => options with { Roles = Roles.Read(Seed001_BearerTokens.Configuration(
            """{"indexer":{"actions":["documents:*"],"collections":["products"]}}""")) });
        (string Role, string Action, bool Allowed)[] cells =
        [
            ("viewer", "documents:search", true),
            ("viewer", "documents:create", false),
            ("viewer", "documents:delete", false),
            ("viewer", "keys:list", false),
            ("creator", "documents:search", true),
            ("creator", "documents:import", true),
            ("creator", "collections:delete", true),
            ("creator", "keys:create", false),
            ("creator", "signing-keys:create", false),
            ("owner", "documents:delete", true),
            ("owner", "keys:create", true),
            ("indexer", "documents:import", true),
            ("indexer", "collections:delete", false),
        ];
        foreach (var ofRole in cells.GroupBy(cell => cell.Role))
        {
            var token = await server.Token(await server.CreateService(ofRole.Key));
            foreach (var (role, action, allowed) in ofRole)
            {
                var status = await server.AuthorizeToken(token, action, "&collection=products");
                Assert.Equal((role, action, allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (role, action, status));
            }

            if (ofRole.Key == "indexer")
                Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:import", "&collection=other"));
        }
    }

    /// <summary>"This cannot be changed later."</summary>
    [Fact]
    public async Task Name_CannotBeChanged()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService(name: "robot");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { name = "other" })).Status);
        Assert.Equal("robot", (await server.Get($"/v1/clients/{client.Id}")).Json["name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { name = "robot", description = "x" })).Status);
    }

    [Fact]
    public async Task ChangedRole_HoldsForTokensThatAreOut()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("creator");
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token, "documents:delete"));
        await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { role = "viewer" });
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:delete"));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    /// <summary>"They are not associated with users": the service client outlives the owner who made it.</summary>
    [Fact]
    public async Task ServiceClient_OutlivesItsCreator()
    {
        await using var server = await ApiClients.Start();
        var (id, owner) = await server.CreateKey(actions: ["*"]);
        var client = await server.CreateService("viewer", key: owner);
        await server.Delete($"/keys/{id}");
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(await server.Token(client)));
    }

    [Fact]
    public async Task Policies_HoldForItsTokens()
    {
        await using var server = await ApiClients.Start();
        var answer = await server.Post("/v1/clients", new
        {
            name = "robot", type = "service", role = "viewer", allowed_ips = new[] { "203.0.113.0/24" }, rate_limit = new { requests = 2, per_seconds = 60 },
        });
        var client = new ApiClients.Credentials(answer.Json["client_id"]!.GetValue<string>(), answer.Json["client_secret"]!.GetValue<string>());
        var token = await server.Token(client, address: "203.0.113.7");
        async Task<HttpStatusCode> From(string address) =>
            (await server.WithToken(token, "/authorize?action=documents:search", headers: ("X-Forwarded-For", address))).Status;
        Assert.Equal(HttpStatusCode.Forbidden, await From("198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await From("203.0.113.7"));
        // Another token of the same client shares its limit.
        token = await server.Token(client, address: "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, await From("203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("203.0.113.7"));
        await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { allowed_ips = Array.Empty<string>(), rate_limit = (object?)null });
        Assert.Equal(HttpStatusCode.OK, await From("198.51.100.1"));
    }

    [Fact]
    public async Task RoleThatIsGone_GrantsNothing()
    {
        await using var server = await TestServer.Start(options => options with
        {
            PublicUrl = ApiClients.PublicUrl,
            Roles = Roles.Read(Seed001_BearerTokens.Configuration("""{"indexer":{"actions":["documents:*"]}}""")),
        });
        var client = await server.CreateService("indexer");
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        await server.Restart(options => options with { Roles = Roles.Default });
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(await server.Token(client)));
    }

    [Theory]
    [InlineData("""{"owner":{"actions":["documents:*"]}}""")]
    [InlineData("""{"a":{"collections":["x"]}}""")]
    [InlineData("""{"a":{"actions":[]}}""")]
    [InlineData("""{"a":{"actions":"documents:*"}}""")]
    [InlineData("""{"a":{"actions":["documents:*"],"colections":["x"]}}""")]
    [InlineData("""{"a":{"actions":["documents:*",""]}}""")]
    public void WrongRole_KeepsTheServerFromStarting(string roles) =>
        Assert.Throws<StartupException>(() => Roles.Read(Seed001_BearerTokens.Configuration(roles)));
}
