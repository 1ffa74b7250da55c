using System.Net;
using KeySafety.Server.Keys;
using KeySafety.Server.Tests.Hosting;
using LiteDB;

namespace KeySafety.Server.Tests.Store;

/// <summary>A data file as servers wrote it before records were blocks of bytes: it opens, works, and is written anew.</summary>
/// <remarks>
/// <c>first-format.db</c> was made by such a server: key 0 with description, two actions, two collections and an expiry; key 1 deleted; key 2 a
/// parent with autodelete, all scoped keys revoked once and one revoked by itself since.
/// </remarks>
public class FirstFormatTests
{
    private const string Bootstrap = "first-format-bootstrap";
    private const string Parent = "parent-of-first-format";

    [Fact]
    public async Task OldFile_OpensWithEverythingInItAndIsWrittenAnew()
    {
        await using var server = await TestServer.Start(options => options with { ApiKey = Bootstrap, DataDir = Copy(options.DataDir) });
        await AssertWhole(server);
        var (id, _) = await server.CreateKey();
        Assert.Equal(3, id);
        await server.Delete("/keys/3");
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Patch, "/keys/2", new { autodelete = true })).Status);

        await server.Restart();
        await AssertWhole(server);
        await server.Stop();
        using var database = new LiteDatabase(Path.Combine(server.Options.DataDir, "torque.db"));
        Assert.All(database.GetCollection("keys").FindAll(), document => Assert.Equal(["_id", "record"], document.Keys.Order()));
        Assert.Equal(2, database.GetCollection("header").FindById(1)["format"].AsInt32);
    }

    private static async Task AssertWhole(TestServer server)
    {
        Assert.Equal(
            """{"keys":[{"actions":["documents:search","documents:get"],"autodelete":false,"collections":["products","orders.*"]"""
            + ""","description":"Zoë \uD83D\uDD11","expires_at":4102444800,"id":0,"key_prefix":"plai","value_prefix":"plai"}"""
            + """,{"actions":["documents:search"],"autodelete":true,"collections":["*"],"description":"parent","expires_at":64723363199"""
            + ""","id":2,"key_prefix":"pare","value_prefix":"pare","scoped_epoch":1}]}""",
            (await server.Get("/keys")).Body);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize("plain-of-first-format", collection: "orders-2026"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize("plain-of-first-format", collection: "users"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize("gone-of-first-format"));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedSearchKey.Mint(Parent, """{"filter_by":"a:1","scoped_epoch":1}""")));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(ScopedSearchKey.Mint(Parent, """{"filter_by":"a:1"}""")));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(ScopedSearchKey.Mint(Parent, """{"filter_by":"revoked:1","scoped_epoch":1}""")));
    }

    private static string Copy(string directory)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Store", "first-format.db"), Path.Combine(directory, "torque.db"));
        return directory;
    }
}
