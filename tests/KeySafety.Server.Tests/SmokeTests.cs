using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests;

public class SmokeTests
{
    [Fact]
    public async Task Key_IsCreatedAndWorks()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.CreateKey(collections: ["products"]);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value, collection: "products"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value, collection: "other"));
    }
}
