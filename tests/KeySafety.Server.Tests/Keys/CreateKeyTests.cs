using System.Net;
using KeySafety.Detection;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Keys;

public class CreateKeyTests
{
    private const string Valid = """{"description":"d","actions":["documents:search"],"collections":["c"]""";

    [Fact]
    public async Task GeneratedKey_HasTheFormatAndTheDefaults()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", Valid + "}");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("application/json; charset=utf-8", created.Headers["Content-Type"]);
        var value = created.Json["value"]!.GetValue<string>();
        Assert.True(KeyFormat.IsValid(value));
        Assert.Equal(
            $$"""{"actions":["documents:search"],"autodelete":false,"collections":["c"],"description":"d","expires_at":64723363199,"id":0,"key_prefix":"{{value[..4]}}","value":"{{value}}"}""",
            created.Body);
    }

    [Theory]
    [InlineData("", "Bad JSON.")]
    [InlineData("{", "Bad JSON.")]
    [InlineData("{\"description\": \"\\ud800\"}", "Bad JSON.")]
    [InlineData("nonsense", "Bad JSON.")]
    [InlineData("[]", "Could not find a `description` key.")]
    [InlineData("1", "Could not find a `description` key.")]
    [InlineData("null", "Could not find a `description` key.")]
    [InlineData("{}", "Could not find a `description` key.")]
    [InlineData("{\"description\":1}", "Could not find a `actions` key.")]
    [InlineData("{\"description\":1,\"actions\":1}", "Could not find a `collections` key.")]
    [InlineData("{\"description\":1,\"actions\":1,\"collections\":1,\"value\":1}", "Key value must be a string.")]
    [InlineData("{\"description\":1,\"actions\":1,\"collections\":1}", "Key description must be a string.")]
    [InlineData("{\"description\":\"\",\"actions\":1,\"collections\":1}", "Wrong format for `actions`. It should be an array of string.")]
    [InlineData("{\"description\":\"\",\"actions\":[],\"collections\":1}", "Wrong format for `actions`. It should be an array of string.")]
    [InlineData("{\"description\":\"\",\"actions\":[1],\"collections\":1}", "Wrong format for `actions`. It should be an array of string.")]
    [InlineData("{\"description\":\"\",\"actions\":[\"*\"],\"collections\":\"*\"}", "Wrong format for `collections`. It should be an array of string.")]
    [InlineData("{\"description\":\"\",\"actions\":[\"*\"],\"collections\":[null]}", "Wrong format for `collections`. It should be an array of string.")]
    [InlineData(Valid + ",\"expires_at\":\"1\"}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"expires_at\":-1}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"expires_at\":1.0}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"expires_at\":1e3}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"expires_at\":18446744073709551616}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"expires_at\":null}", "Wrong format for `expires_at`. It should be an unsigned integer.")]
    [InlineData(Valid + ",\"autodelete\":1}", "Bad request.")]
    public async Task WrongBody_IsRefusedInTheContractsOrder(string body, string message)
    {
        await using var server = await TestServer.Start();
        var refused = await server.Post("/keys", body);
        Assert.Equal((HttpStatusCode.BadRequest, message), (refused.Status, refused.Message));
        // Nothing was consumed: the next key is the first.
        Assert.Equal(0, (await server.CreateKey()).Id);
    }

    [Fact]
    public async Task InvalidUtf8_IsRefused()
    {
        await using var server = await TestServer.Start();
        Assert.Equal("Bad JSON.", (await server.Send(HttpMethod.Post, "/keys", new byte[] { (byte)'"', 0xff, (byte)'"' })).Message);
    }

    [Fact]
    public async Task HugeBody_IsRefusedClearly()
    {
        await using var server = await TestServer.Start();
        var refused = await server.Post("/keys", new string(' ', (1 << 20) + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Status);
        Assert.Contains("1048576", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"expires_at\":0}", 0UL)]
    [InlineData(",\"expires_at\":1606563316}", 1606563316UL)]
    [InlineData(",\"expires_at\":18446744073709551615}", ulong.MaxValue)]
    public async Task PastAndFarExpiry_AreAccepted(string rest, ulong expiresAt)
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", Valid + rest);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(expiresAt, created.Json["expires_at"]!.GetValue<ulong>());
        await server.Restart();
        Assert.Equal(expiresAt, (await server.Get("/keys/0")).Json["expires_at"]!.GetValue<ulong>());
    }

    [Fact]
    public async Task UnknownFields_AreIgnored()
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/keys", Valid + ",\"value_prefix\":\"abcd\",\"x\":[{}]}")).Status);
    }

    [Fact]
    public async Task ByteOrderMark_IsSkipped()
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/keys", "\uFEFF" + Valid + "}")).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(50)]
    [InlineData(300)]
    public async Task OwnValue_WorksAtAnyLength(int length)
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.CreateKey(value: new string('v', length));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value + "v"));
        Assert.Equal(value[..Math.Min(4, length)], (await server.Get("/keys/0")).Json["value_prefix"]!.GetValue<string>());
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
    }

    [Fact]
    public async Task EmptyValue_IsStoredAndUnusable()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(value: "");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize("\u0020"));
        Assert.Equal("", (await server.Get("/keys/0")).Json["value_prefix"]!.GetValue<string>());
    }

    [Fact]
    public async Task ValuesThatDifferAfter72Bytes_AreDifferentKeys()
    {
        await using var server = await TestServer.Start();
        var start = new string('s', 80);
        var (_, first) = await server.CreateKey(collections: ["a"], value: start + "1");
        var (_, second) = await server.CreateKey(collections: ["b"], value: start + "2");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(first, collection: "a"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(second, collection: "a"));
    }

    [Fact]
    public async Task TakenValue_ConflictsAndConsumesNoId()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.CreateKey();
        foreach (var taken in (string[])[value, server.BootstrapKey])
        {
            var refused = await server.Post("/keys", new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, value = taken });
            Assert.Equal((HttpStatusCode.Conflict, "API key generation conflict."), (refused.Status, refused.Message));
        }

        Assert.Equal(1, (await server.CreateKey()).Id);
    }

    [Fact]
    public async Task ManyClientsWithOneValue_ExactlyOneWins()
    {
        await using var server = await TestServer.Start();
        var body = new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, value = TestServer.NewSecret() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Post("/keys", body)));
        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(19, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task KeyWithTheAction_MayCreate()
    {
        await using var server = await TestServer.Start();
        var (_, creator) = await server.CreateKey(actions: ["keys:create"]);
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/keys", Valid + "}", creator)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", creator)).Status);
    }
}
