using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Access;

/// <summary>Walks every row of the route table.</summary>
public class RouteTableTests
{
    public static TheoryData<string, string, string> Actions
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var row in RouteTable.Rows.Where(row => row.Action is not null))
                rows.Add(row.Method, row.Pattern, row.Action!);
            return rows;
        }
    }

    [Fact]
    public async Task EveryRow_IsOpenToItsActionAndClosedToTheOthers()
    {
        await using var server = await TestServer.Start();
        var keys = new Dictionary<string, string>();
        foreach (var action in RouteTable.Rows.Select(row => row.Action).OfType<string>().Distinct())
            keys[action] = (await server.CreateKey(actions: [action], collections: ["products", "thing"])).Value;
        var (_, other) = await server.CreateKey(actions: ["another:action"]);

        foreach (var row in RouteTable.Rows.Where(row => row.Action is not (null or Demand.InForce) && row.Accepts == CredentialKinds.Any))
        {
            // The collection of these stands in a body that this check does not see: only a key for all collections passes.
            var needsAll = row.Collection is CollectionSource.BodyName or CollectionSource.Searches;
            var path = "/authorize" + row.Pattern.Replace("{collection}", "products", StringComparison.Ordinal)
                .Replace("{id}", "7", StringComparison.Ordinal).Replace("{name}", "thing", StringComparison.Ordinal);
            var method = new HttpMethod(row.Method);
            Assert.Equal(
                (row.Pattern, row.Method, needsAll ? HttpStatusCode.Forbidden : HttpStatusCode.OK),
                (row.Pattern, row.Method, (await server.Send(method, path, key: keys[row.Action!])).Status));
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(method, path, key: other)).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.Send(method, path)).Status);
        }
    }

    [Fact]
    public async Task EveryRowOfThisServer_AsksForItsAction()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey();
        var (_, other) = await server.CreateKey(actions: ["another:action"]);
        Route[] served =
        [
            RouteTable.Debug, RouteTable.Metrics, RouteTable.Stats, RouteTable.CreateKey, RouteTable.ListKeys, RouteTable.GetKey,
            RouteTable.UpdateKey, RouteTable.MintScopedKey, RouteTable.RevokeScopedKeys, RouteTable.Snapshot,
            RouteTable.RotateKey, RouteTable.RevokeKey, RouteTable.GetUsage, RouteTable.ExplainKey, RouteTable.DeleteKey,
        ];
        foreach (var row in served)
        {
            var (_, key) = await server.CreateKey(actions: [row.Action!]);
            var path = row.Pattern.Replace("{id}", $"{id}", StringComparison.Ordinal);
            var method = new HttpMethod(row.Method);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(method, path, "{}", key: null)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(method, path, "{}", other)).Status);
            Assert.NotEqual(HttpStatusCode.Unauthorized, (await server.Send(method, path, "{}", key)).Status);
        }
    }

    /// <summary>The rule in the wire contract, written a second time, against the table.</summary>
    [Theory]
    [MemberData(nameof(Actions))]
    public void Action_FollowsTheRule(string method, string pattern, string action)
    {
        string[] exceptions = ["documents:search", "documents:import", "documents:export", "stemming/dictionaries/import:create"];
        // Ours, explained in the table.
        string[] own = [RouteTable.MintScopedKey.Pattern, RouteTable.RevokeScopedKeys.Pattern, RouteTable.RotateKey.Pattern, RouteTable.RevokeKey.Pattern, RouteTable.GetUsage.Pattern, RouteTable.ExplainKey.Pattern];
        if (Array.IndexOf(exceptions, action) >= 0 || Array.IndexOf(own, pattern) >= 0 || pattern.StartsWith("/v1/", StringComparison.Ordinal) || pattern.StartsWith("/auth/", StringComparison.Ordinal))
            return;

        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        var hasParameter = parts.Skip(1).Any(part => part[0] == '{');
        if (parts is ["collections", _, _, ..])
            (parts, hasParameter) = (parts[1..], true);
        var verb = method switch
        {
            "POST" => "create",
            "PUT" => "upsert",
            "DELETE" => "delete",
            "PATCH" => "update",
            _ => hasParameter ? "get" : "list",
        };
        Assert.Equal($"{string.Join('/', parts.Where(part => part[0] != '{'))}:{verb}", action);
    }

    [Theory]
    [InlineData("GET", "/collections/products/documents/search", "documents:search", "products")]
    [InlineData("GET", "/collections/products/documents/searching", "documents:get", "products")]
    [InlineData("GET", "/collections/a%20b/documents/1", "documents:get", "a b")]
    [InlineData("GET", "/collections/ünï", "collections:get", "ünï")]
    public void Path_FindsItsRowAndCollection(string method, string path, string action, string collection)
    {
        Assert.Equal(action, RouteTable.Match(method, path, out var found)?.Action);
        Assert.Equal(collection, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("collections")]
    [InlineData("/Collections")]
    [InlineData("/collections/")]
    [InlineData("//collections")]
    [InlineData("/collections//documents/search")]
    [InlineData("/collections/a/../documents/search")]
    [InlineData("/collections/./documents/search")]
    [InlineData("/collections/%2e%2e/documents/search")]
    [InlineData("/collections/a/documents/..;")]
    [InlineData("/collections/a/documents/..;x=1")]
    [InlineData("/collections/a%2Fb/documents/search")]
    [InlineData("/collections/a%5Cb/documents/search")]
    [InlineData("/collections/a%00b/documents/search")]
    [InlineData("/collections/a/documents/%73earch")]
    [InlineData("/collections/a%/documents/search")]
    [InlineData("/collections/a#/documents/search")]
    [InlineData("/collections/a/documents/search/more")]
    public void PathThatTwoProgramsMayReadDifferently_HasNoRow(string path) => Assert.Null(RouteTable.Match("GET", path, out _));
}
