using System.Diagnostics;
using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Access;

/// <summary>How the actions and collections of a key match what a request asks for.</summary>
public class MatchingTests
{
    [Theory]
    [InlineData("*", "anything:at/all", true)]
    [InlineData("documents:search", "documents:search", true)]
    [InlineData("documents:search", "documents:get", false)]
    [InlineData("documents:*", "documents:import", true)]
    [InlineData("collections:*", "collections:create", true)]
    [InlineData("analytics/rules:*", "analytics/rules:list", true)]
    [InlineData("synonym_sets:*", "synonym_sets/items:get", false)]
    [InlineData("doc*", "documents:search", false)]
    [InlineData("documents*", "documents:search", false)]
    [InlineData(":*", "documents:search", false)]
    [InlineData("documents:s*", "documents:search", false)]
    [InlineData("", "documents:search", false)]
    // Documented by Typesense and checked by no route of it: aliases here.
    [InlineData("analytics:*", "analytics/rules:list", true)]
    [InlineData("aliases:create", "aliases:upsert", true)]
    [InlineData("stopwords:create", "stopwords:upsert", true)]
    [InlineData("synonym_sets:create", "synonym_sets:upsert", true)]
    [InlineData("documents:upsert", "documents:create", true)]
    [InlineData("synonym_sets/items:list", "synonym_sets/items:get", true)]
    [InlineData("stemming/dictionaries:create", "stemming/dictionaries/import:create", true)]
    [InlineData("aliases:create", "aliases:delete", false)]
    // The product's own page: "synonyms:* Manage synonym sets".
    [InlineData("synonyms:*", "synonym_sets:upsert", true)]
    [InlineData("synonyms:*", "synonyms:get", true)]
    public async Task Action(string allowed, string required, bool passes)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(actions: [allowed]);
        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await server.Authorize(key, required));
    }

    [Theory]
    [InlineData("*", "coll_a", true)]
    [InlineData("coll_a", "coll_a", true)]
    [InlineData("coll_a", "coll_ab", false)]
    [InlineData("coll_a", null, true)]
    [InlineData("coll.*", "coll_a", true)]
    [InlineData("coll.*", "acoll", false)]
    [InlineData(".*coll.*", "a_coll_b", true)]
    [InlineData("coll_[0-9]+", "coll_12", true)]
    [InlineData("coll_[0-9]+", "coll_12a", false)]
    [InlineData(@"coll_\d+", "coll_12", true)]
    [InlineData(@"coll_\d+", "coll_١٢", false)]
    [InlineData(@"[\w]+", "coll_a", true)]
    [InlineData("a|b", "b", true)]
    [InlineData("a|b", "bc", false)]
    [InlineData("a)|(b", "b", false)]
    [InlineData("(a", "(a", true)]
    [InlineData("(?i)coll", "COLL", false)]
    [InlineData("(?:coll)", "coll", true)]
    [InlineData("*coll_c", "coll_c", false)]
    [InlineData("*coll_c", "*coll_c", true)]
    [InlineData("coll", "*", false)]
    [InlineData("coll_a", "Coll_a", false)]
    public async Task Collection(string allowed, string? requested, bool passes)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: [allowed]);
        Assert.Equal(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await server.Authorize(key, collection: requested));
    }

    [Fact]
    public async Task BrokenPattern_DoesNotSpoilTheOthersAndIsReported()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", new { description = "", actions = new[] { "documents:search" }, collections = new[] { "*coll_c", "coll_[ab]" } });
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Contains("*coll_c", Assert.Single(created.Json["warnings"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(created.Json["value"]!.GetValue<string>(), collection: "coll_b"));
    }

    [Fact]
    public async Task EmptyCollections_GrantAll()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: []);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(key, collection: "anything"));
    }

    [Fact]
    public async Task ActionThatNoRouteAsksFor_IsReported()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", new { description = "", actions = new[] { "documents:serch" }, collections = new[] { "*" } });
        Assert.Contains("documents:serch", Assert.Single(created.Json["warnings"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyPatterns_WorkAlsoWhereTogetherTheyAreTooLarge()
    {
        await using var server = await TestServer.Start();
        var patterns = Enumerable.Range(0, 100)
            .Select(i => string.Join('|', Enumerable.Range(0, 50).Select(j => $"tenant_{i}_[a-z]+_{j}")))
            .ToArray();
        var (_, key) = await server.CreateKey(collections: patterns);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(key, collection: "tenant_99_a_49"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(key, collection: "tenant_99_a_50"));
    }

    [Fact]
    public async Task GrantsThatOnlyLookAlike_AreKeptApart()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(collections: ["a\0*"]);
        var (id, _) = await server.CreateKey(collections: ["a", "*"]);
        Assert.Equal(["a", "*"], (await server.Get($"/keys/{id}")).Json["collections"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public async Task HostilePattern_CostsLinearTime()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["(a+)+b", "(a|aa)*c"]);
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(key, collection: new string('a', 2000)));
        // Backtracking would take longer than the age of the universe.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
