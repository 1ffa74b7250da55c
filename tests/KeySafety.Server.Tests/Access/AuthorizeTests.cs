using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.Access;

/// <summary>The forward-auth check, as each proxy asks it.</summary>
public class AuthorizeTests
{
    [Fact]
    public async Task Answer_TellsUnknownFromKnownThatMayNot()
    {
        await using var server = await TestServer.Start();
        var (id, key) = await server.CreateKey(collections: ["products"]);
        var allowed = await server.Get("/authorize?action=documents:search&collection=products", key);
        Assert.Equal((HttpStatusCode.OK, string.Empty), (allowed.Status, allowed.Body));
        Assert.Equal(($"{id}", key[..4]), (allowed.Headers["X-Key-Id"], allowed.Headers["X-Key-Prefix"]));
        Assert.DoesNotContain("X-Key-Embedded-Parameters", allowed.Headers.Keys);
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(key, collection: "orders"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(key, "documents:get"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize("wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(null));
        Assert.Equal("bootstrap", (await server.Get("/authorize?action=x:y")).Headers["X-Key-Id"]);
    }

    [Theory]
    [InlineData("X-Original-URI", "X-Original-Method")]
    [InlineData("X-Forwarded-Uri", "X-Forwarded-Method")]
    public async Task ForwardedRequest_IsReadFromTheProxysHeaders(string uri, string method)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        Assert.Equal(HttpStatusCode.OK, await Ask(server, key, (uri, "/collections/products/documents/search?q=a"), (method, "GET")));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, key, (uri, "/collections/orders/documents/search?q=a"), (method, "GET")));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, key, (uri, "/collections/products/documents/1"), (method, "DELETE")));
        Assert.Equal(HttpStatusCode.OK, await Ask(server, null, (uri, $"/collections/products/documents/search?x-typesense-api-key={key}"), (method, "GET")));
        Assert.Equal(HttpStatusCode.BadRequest, await Ask(server, key, (uri, "/collections/products/documents/search")));
        Assert.Equal(HttpStatusCode.BadRequest, await Ask(server, key, (method, "GET")));
        Assert.Equal(HttpStatusCode.BadRequest, await Ask(server, key));
    }

    [Fact]
    public async Task HeadersThatTheClientAdds_DoNotChangeTheQuestion()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        (string, string)[] real = [("X-Original-URI", "/collections/orders/documents/search"), ("X-Original-Method", "GET")];
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, key, real));
        Assert.Equal(HttpStatusCode.BadRequest, await Ask(server, key, [.. real, ("X-Forwarded-Uri", "/collections/products/documents/search")]));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, key, [("X-Original-URI", "/collections/products/documents/search"), .. real]));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, key, [.. real, ("X-Forwarded-Uri", real[0].Item2), ("X-Forwarded-Method", "GET")]));
    }

    [Fact]
    public async Task HeadersOfAStranger_AreNotBelieved()
    {
        await using var server = await TestServer.Start(options => options with { TrustedProxies = [IPNetwork.Parse("192.0.2.0/24")] });
        var (_, key) = await server.CreateKey(collections: ["products"]);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await Ask(server, key, ("X-Original-URI", "/collections/products/documents/search"), ("X-Original-Method", "GET")));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(key, collection: "products"));
    }

    [Fact]
    public async Task PathForm_JudgesItsOwnMethodAndPath()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize/collections/products/documents/search?q=a", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Delete("/authorize/collections/products/documents/1", key)).Status);
        // Path and query come from the client here: neither a parameter nor a header of the client's decides.
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/collections/orders/documents/search?action=documents:search&collection=products", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(
            HttpMethod.Delete, "/authorize/collections/products/documents/1", key: key, headers: [("X-Original-Method", "GET"), ("X-Original-URI", "/collections/products/documents/search")])).Status);
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/collections/products/../orders/documents/search")]
    [InlineData("/collections//products/documents/search")]
    [InlineData("/collections/products%2Fdocuments%2Fsearch")]
    [InlineData("relative")]
    [InlineData("")]
    public async Task RequestOutsideTheTable_IsForUnlimitedKeysAlone(string uri)
    {
        await using var server = await TestServer.Start();
        (string, string)[] headers = [("X-Original-URI", uri), ("X-Original-Method", "GET")];
        var (_, search) = await server.CreateKey();
        var (_, limited) = await server.CreateKey(actions: ["*"], collections: ["products"]);
        var (_, all) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, search, headers));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, limited, headers));
        Assert.Equal(HttpStatusCode.OK, await Ask(server, all, headers));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(server, "wrong", headers));
    }

    [Fact]
    public async Task MultiSearchWithoutItsBody_IsForKeysOfAllCollections()
    {
        await using var server = await TestServer.Start();
        var (_, limited) = await server.CreateKey(collections: ["products"]);
        var (_, all) = await server.CreateKey();
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(server, limited, ("X-Original-URI", "/multi_search?collection=products"), ("X-Original-Method", "POST")));
        Assert.Equal(HttpStatusCode.OK, await Ask(server, all, ("X-Original-URI", "/multi_search"), ("X-Original-Method", "POST")));
    }

    [Theory]
    [InlineData("""{"searches":[{"collection":"products"},{"collection":"products","q":"*"}]}""", "", 200)]
    [InlineData("""{"searches":[{"collection":"products"},{"collection":"orders"}]}""", "", 403)]
    [InlineData("""{"searches":[{"q":"*"}]}""", "?collection=products", 200)]
    [InlineData("""{"searches":[{"collection":"orders"}]}""", "?collection=products", 403)]
    [InlineData("""{"searches":[{"q":"*"}]}""", "", 403)]
    [InlineData("""{"searches":[{"collection":"products"}]}""", "?preset=p", 403)]
    [InlineData("""{"searches":[]}""", "", 403)]
    [InlineData("""{"searches":{}}""", "", 403)]
    [InlineData("""not json""", "", 403)]
    public async Task MultiSearchWithItsBody_IsJudgedSearchBySearch(string body, string query, int status)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        Assert.Equal((HttpStatusCode)status, (await server.Send(HttpMethod.Post, "/authorize/multi_search" + query, body, key)).Status);
    }

    [Fact]
    public async Task MultiSearch_TakesAKeyPerSearchAndTheEmbeddedCollection()
    {
        await using var server = await TestServer.Start();
        var (_, products) = await server.CreateKey(collections: ["products"]);
        var (_, orders) = await server.CreateKey(collections: ["orders"]);
        var body = $$"""{"searches":[{"collection":"products"},{"collection":"orders","x-typesense-api-key":"{{orders}}"}]}""";
        // The answer names one principal, and a proxy would bind all searches to what that one embeds.
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Post, "/authorize/multi_search", body, products)).Status);
        var own = $$"""{"searches":[{"collection":"orders","x-typesense-api-key":"{{orders}}"}]}""";
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Post, "/authorize/multi_search", own, products)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Post, "/authorize/multi_search", """{"searches":[{"collection":"orders"}]}""", products)).Status);
        var scoped = ScopedKeyTests.Mint(products, """{"collection":"products"}""");
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Post, "/authorize/multi_search", """{"searches":[{"q":"*"}]}""", scoped)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Post, "/authorize/multi_search", """{"searches":[{"collection":"orders"}]}""", scoped)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Post, "/authorize/multi_search?collection=orders", """{"searches":[{"q":"*"}]}""", scoped)).Status);
    }

    [Theory]
    [InlineData("/authorize/collections/products/documents/search?collection=orders")]
    [InlineData("/authorize/collections/products/documents/search?%63ollection=orders")]
    [InlineData("/authorize/collections/products/documents/search?collection=products&collection=orders")]
    public async Task CollectionNamedTwice_IsGrantedOnlyWhereBothAre(string path)
    {
        await using var server = await TestServer.Start();
        var (_, one) = await server.CreateKey(collections: ["products.*"]);
        var (_, both) = await server.CreateKey(collections: ["products", "orders"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get(path, one)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get(path, both)).Status);
    }

    [Fact]
    public async Task MultiSearchWhoseQueryNamesAnotherCollection_IsGrantedOnlyWhereBothAre()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products.*"]);
        foreach (var query in (string[])["?collection=orders", "?collection=products&collection=orders"])
        {
            var answer = await server.Send(HttpMethod.Post, "/authorize/multi_search" + query, """{"searches":[{"collection":"products"}]}""", key);
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        }
    }

    [Fact]
    public async Task QueryThatAProxyTookFromTheClient_IsNoConfiguration()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        const string Smuggled = "?action=documents:search&collection=products";
        // What Caddy sends for `uri /authorize`: the client's own query behind it.
        var answer = await server.Send(
            HttpMethod.Get, "/authorize" + Smuggled, key: key, headers: [("X-Forwarded-Method", "DELETE"), ("X-Forwarded-Uri", "/collections/orders/documents/1" + Smuggled)]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        answer = await server.Send(
            HttpMethod.Get, "/authorize" + Smuggled, key: key, headers: [("X-Original-URI", "/"), ("X-Forwarded-Uri", "/collections/orders/documents/1" + Smuggled)]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        answer = await server.Send(
            HttpMethod.Get, "/authorize" + Smuggled, key: key, headers: [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/shop?q=a")]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task ConfiguredAction_TakesTheKeyFromTheOriginalQuery()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey();
        var answer = await server.Send(
            HttpMethod.Get, "/authorize?action=documents:search", key: null, headers: ("X-Original-URI", $"/docs/a.html?x-typesense-api-key={key}"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("/authorize/collections/../../health")]
    [InlineData("/authorize/%2e%2e/health")]
    [InlineData("/authorize/.%2E/keys")]
    [InlineData("/authorize/collections/products/documents/..")]
    [InlineData("/authorize/./health")]
    [InlineData("/authorize/..;/health")]
    [InlineData("/authorize/%2e%2e;a=b/health")]
    [InlineData("/authorize/..%2Fhealth")]
    [InlineData("/authorize/..%5chealth")]
    [InlineData("/x/../health")]
    public async Task PathWithDots_IsNoWayToAnotherRoute(string path)
    {
        await using var server = await TestServer.Start();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        var buffer = new byte[1000];
        var length = await client.GetStream().ReadAsync(buffer);
        Assert.StartsWith("HTTP/1.1 404", System.Text.Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/authorize/.well-known/openid-configuration")]
    [InlineData("/authorize/collections/products/.hidden/x")]
    [InlineData("/authorize/..a/b..")]
    [InlineData("/authorize/%2ewell-known/x")]
    public async Task NameThatBeginsWithADot_IsJudgedLikeAnyOther(string path)
    {
        await using var server = await TestServer.Start();
        var (_, limited) = await server.CreateKey();
        var (_, unlimited) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get(path, limited)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get(path, unlimited)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize/collections/products/documents/.env", unlimited)).Status);
    }

    [Fact]
    public async Task Preflight_IsNoLeaveToPass()
    {
        await using var server = await TestServer.Start(options => options with { EnableCors = true });
        var answer = await server.Send(HttpMethod.Options, "/authorize/x", key: null, headers: ("Access-Control-Request-Headers", "a"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task CollectionToCreate_IsReadFromABodyThatIsSentAlong()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(actions: ["collections:*"], collections: ["products"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/authorize/collections", """{"name":"products"}""", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Post("/authorize/collections", """{"name":"orders"}""", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Post("/authorize/collections", "{}", key)).Status);
    }

    [Fact]
    public async Task RouteWithoutAction_IsOpen()
    {
        await using var server = await TestServer.Start();
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/authorize/health", key: null)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":*")]
    public async Task EmptyNames_CoverNothing(string action)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(actions: [action]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Delete("/authorize/admin/anything", key)).Status);
    }

    [Fact]
    public async Task PrefixBeyondAscii_IsEscapedInItsHeader()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(value: "ключ-" + TestServer.NewSecret());
        var answer = await server.Get($"/authorize?action=documents:search&x-typesense-api-key={Uri.EscapeDataString(key)}", key: null);
        Assert.Equal((HttpStatusCode.OK, Uri.EscapeDataString("ключ")), (answer.Status, answer.Headers["X-Key-Prefix"]));
    }

    private static async Task<HttpStatusCode> Ask(TestServer server, string? key, params (string, string)[] headers) =>
        (await server.Send(HttpMethod.Get, "/authorize", key: key, headers: headers)).Status;

    [Theory]
    [InlineData("/authorize?action=documents:search&collection=orders&collection=products")]
    [InlineData("/authorize?action=documents:search&collection=orders&Collection=products")]
    [InlineData("/authorize?action=documents:get&action=documents:search&collection=products")]
    public async Task QuestionAskedTwice_IsRefused(string path)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: [".*products"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Get(path, key)).Status);
    }

    // Envoy puts /authorize before the client's path and keeps the client's query.
    [Fact]
    public async Task RootPathWithItsOwnAction_IsRefused()
    {
        await using var server = await TestServer.Start();
        var (_, key) = await server.CreateKey(collections: ["products"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/?action=documents:search&collection=products", key)).Status);
    }
}
