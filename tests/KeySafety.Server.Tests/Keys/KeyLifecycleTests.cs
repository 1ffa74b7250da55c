using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Keys;

/// <summary>Reading, listing, changing and deleting keys.</summary>
public class KeyLifecycleTests
{
    [Fact]
    public async Task Get_ShowsEverythingButTheValue()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(collections: ["c"]);
        var got = await server.Get($"/keys/{id}");
        Assert.Equal(HttpStatusCode.OK, got.Status);
        Assert.Equal(
            $$"""{"actions":["documents:search"],"autodelete":false,"collections":["c"],"description":"test key","expires_at":64723363199,"id":0,"key_prefix":"{{value[..4]}}","value_prefix":"{{value[..4]}}"}""",
            got.Body);
    }

    [Fact]
    public async Task List_IsInTheOrderOfTheTextOfIdsAndEqualsGet()
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < 12; i++)
            await server.CreateKey(expiresAt: i == 3 ? 1 : null);
        var listed = (await server.Get("/keys")).Json["keys"]!.AsArray();
        Assert.Equal([0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9], listed.Select(key => key!["id"]!.GetValue<int>()));
        foreach (var key in listed)
            Assert.Equal((await server.Get($"/keys/{key!["id"]}")).Body, key.ToJsonString());
    }

    [Fact]
    public async Task EmptyList_IsAnEmptyArray()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("""{"keys":[]}""", (await server.Get("/keys")).Body);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("00")]
    [InlineData("abc")]
    [InlineData("0abc")]
    [InlineData("-1")]
    [InlineData("+0")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999")]
    public async Task UnknownId_Is404AtOnce(string id)
    {
        await using var server = await TestServer.Start();
        await server.CreateKey();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete, HttpMethod.Patch])
        {
            var answer = await server.Send(method, $"/keys/{id}", method == HttpMethod.Patch ? "{}" : null);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        }
    }

    [Fact]
    public async Task MissingKey_HasTheContractsMessage()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("Not found.", (await server.Get("/keys/5")).Message);
        Assert.Equal("Not found.", (await server.Delete("/keys/5")).Message);
    }

    [Fact]
    public async Task DeletedKey_IsRefusedByTheNextRequestAndItsIdIsNeverReused()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        var deleted = await server.Delete($"/keys/{id}");
        Assert.Equal((HttpStatusCode.OK, """{"id":0}"""), (deleted.Status, deleted.Body));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Delete($"/keys/{id}")).Status);
        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
        Assert.Equal(1, (await server.CreateKey()).Id);
    }

    [Fact]
    public async Task DeletedValue_MayBeIssuedAgain()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey();
        await server.Delete($"/keys/{id}");
        await server.CreateKey(value: value);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
    }

    [Fact]
    public async Task Patch_ChangesWhatItNamesAndNothingElse()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(collections: ["a"]);
        var patched = await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"collections":["b"],"description":"ünï"}""");
        Assert.Equal(HttpStatusCode.OK, patched.Status);
        Assert.Equal((await server.Get($"/keys/{id}")).Body, patched.Body);
        Assert.Equal("ünï", patched.Json["description"]!.GetValue<string>());
        Assert.Equal("documents:search", patched.Json["actions"]![0]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value, collection: "a"));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value, collection: "b"));
        await server.Restart();
        Assert.Equal(patched.Body, (await server.Get($"/keys/{id}")).Body);
    }

    [Theory]
    [InlineData("{\"value\":\"abcdef\"}", "Key value cannot be changed. Create another key.")]
    [InlineData("{\"actions\":[]}", "Wrong format for `actions`. It should be an array of string.")]
    [InlineData("{\"expires_at\":-1}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData("{\"autodelete\":\"yes\"}", "Bad request.")]
    [InlineData("[", "Bad JSON.")]
    public async Task WrongPatch_IsRefused(string body, string message)
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey();
        var before = (await server.Get($"/keys/{id}")).Body;
        var refused = await server.Send(HttpMethod.Patch, $"/keys/{id}", body);
        Assert.Equal((HttpStatusCode.BadRequest, message), (refused.Status, refused.Message));
        Assert.Equal(before, (await server.Get($"/keys/{id}")).Body);
    }

    [Fact]
    public async Task Key_IsValidUntilTheLastSecondOfItsExpiry()
    {
        await using var server = await TestServer.Start();
        var expiresAt = server.Clock.GetUtcNow().ToUnixTimeSeconds() + 10;
        var (id, value) = await server.CreateKey(expiresAt: expiresAt);
        server.Clock.Advance(TimeSpan.FromSeconds(10.9));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        server.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys/{id}")).Status);
        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
    }

    [Fact]
    public async Task Autodelete_RemovesWithinTwoSecondsOfExpiry()
    {
        await using var server = await TestServer.Start();
        var expiresAt = server.Clock.GetUtcNow().ToUnixTimeSeconds() + 10;
        var (gone, _) = await server.CreateKey(expiresAt: expiresAt, autodelete: true);
        var (kept, _) = await server.CreateKey(expiresAt: expiresAt);
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys/{gone}")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Becomes(async () => (await server.Get($"/keys/{gone}")).Status == HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys/{kept}")).Status);
    }

    [Fact]
    public async Task Autodelete_HoldsAcrossARestart()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey(expiresAt: server.Clock.GetUtcNow().ToUnixTimeSeconds() + 10, autodelete: true);
        await server.Stop();
        server.Clock.Advance(TimeSpan.FromHours(1));
        await server.Restart();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Becomes(async () => (await server.Get($"/keys/{id}")).Status == HttpStatusCode.NotFound));
        Assert.Equal(1, (await server.CreateKey()).Id);
    }

    [Fact]
    public async Task Autodelete_RemovesThousandsAtOnce()
    {
        await using var server = await TestServer.Start();
        var expiresAt = server.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(_ => server.CreateKey(expiresAt: expiresAt, autodelete: true)));
        server.Clock.Advance(TimeSpan.FromSeconds(62));
        Assert.True(await Becomes(async () => (await server.Get("/keys")).Body == """{"keys":[]}"""));
    }

    // The removal runs on the store's own thread: the clock says when it is due, this waits until it is done.
    private static async Task<bool> Becomes(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await condition())
                return true;
            await Task.Delay(25);
        }

        return false;
    }
}
