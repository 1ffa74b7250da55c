using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>"Scoped permissions (Read, Write, Delete)", with the routes that each grants access to.</summary>
public class Seed003_Permissions
{
    /// <summary>As the page lists them.</summary>
    public static TheoryData<string, string, string> Granted => new()
    {
        { "read", "GET", "/v1/vaults" },
        { "read", "GET", "/v1/vaults/vault_1" },
        { "read", "GET", "/v1/vaults/vault_1/documents" },
        { "read", "GET", "/v1/vaults/vault_1/recipients" },
        { "read", "GET", "/v1/vaults/vault_1/policies" },
        { "read", "GET", "/v1/check-ins" },
        { "write", "POST", "/v1/vaults" },
        { "write", "PUT", "/v1/vaults/vault_1" },
        { "write", "PATCH", "/v1/vaults/vault_1" },
        { "write", "POST", "/v1/vaults/vault_1/documents" },
        { "write", "POST", "/v1/vaults/vault_1/recipients" },
        { "write", "POST", "/v1/vaults/vault_1/policies" },
        { "write", "POST", "/v1/check-ins" },
        { "delete", "DELETE", "/v1/vaults/vault_1" },
        { "delete", "DELETE", "/v1/vaults/vault_1/documents/doc_1" },
        { "delete", "DELETE", "/v1/vaults/vault_1/recipients/rec_1" },
        { "delete", "DELETE", "/v1/vaults/vault_1/policies/pol_1" },
    };

    [Fact]
    public async Task EveryListedRoute_IsOpenedByItsPermissionAlone()
    {
        await using var server = await TestServer.Start();
        var keys = new Dictionary<string, string>();
        foreach (var permission in new[] { "read", "write", "delete" })
            keys[permission] = (await server.Secret($$"""{"permissions":["{{permission}}"]}""")).Value;
        foreach (var row in Granted)
        {
            foreach (var (permission, value) in keys)
            {
                var answer = await server.Ask(value, (string)row[1], (string)row[2]);
                Assert.True(
                    answer.Status == (permission == (string)row[0] ? HttpStatusCode.OK : HttpStatusCode.Forbidden),
                    $"{permission}: {row[1]} {row[2]} gives {answer.Status}");
            }
        }
    }

    [Fact]
    public void RowsOfThePage_FollowTheirMethod()
    {
        // What this server answers itself is not the page's: it administers the server.
        var served = typeof(RouteTable).GetFields().Select(field => field.GetValue(null)).OfType<Route>().ToHashSet();
        foreach (var row in RouteTable.Rows.Where(row => row.Surface == Surface.Platform && !served.Contains(row)))
        {
            foreach (var permission in Permission.Names)
                Assert.Equal(permission == Permission.OfMethod(row.Method), new Grants([Permission.ToAction(permission)], []).AllowsAction(row.Action!));
        }
    }

    [Fact]
    public void Permissions_CoverNothingThatAdministersTheServer()
    {
        var all = new Grants([.. Permission.Names.Select(Permission.ToAction)], []);
        var served = typeof(RouteTable).GetFields().Select(field => field.GetValue(null)).OfType<Route>();
        Assert.All(served.Where(row => row.Action is not (null or Demand.InForce)), row => Assert.False(all.AllowsAction(row.Action!), row.Name));
        Assert.False(all.AllowsAction(AuthorizedRequest.UnknownAction));
        Assert.False(all.AllowsAction("anything:else"));
        Assert.False(all.AllowsAction("operations/snapshot:create"));
    }

    [Fact]
    public async Task Permissions_CombineWithCollections()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.Secret("""{"permissions":["read"],"collections":["vault_1"]}""");
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value, uri: "/v1/vaults/vault_1/documents").Status());
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value, uri: "/v1/vaults/vault_2/documents").Status());
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value, "DELETE", "/v1/vaults/vault_1").Status());
    }

    [Fact]
    public async Task Permissions_AreShownAndCanBeChanged()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("""{"permissions":["read","write"]}""");
        Assert.Equal("""["read","write"]""", (await server.Get($"/keys/{id}")).Json["permissions"]!.ToJsonString());
        var changed = await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"permissions":["delete"],"actions":["check-ins:read"]}""");
        Assert.Equal("""["delete"]""", changed.Json["permissions"]!.ToJsonString());
        await server.Restart();
        Assert.Equal(HttpStatusCode.Forbidden, await server.Ask(value).Status());
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value, "DELETE", "/v1/vaults/vault_1").Status());
        Assert.Equal(HttpStatusCode.OK, await server.Ask(value, uri: "/v1/check-ins").Status());
    }

    [Theory]
    [InlineData("""["admin"]""")]
    [InlineData("""[]""")]
    [InlineData("\"read\"")]
    [InlineData("""["Read"]""")]
    public async Task OtherPermissions_AreRefused(string permissions)
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys", $$"""{"description":"","permissions":{{permissions}}}""")).Status);
    }
}
