using System.Net;
using System.Net.Sockets;
using System.Text;
using KeySafety.Server.Keys;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A static site behind nginx's <c>auth_request</c>, in the two ways to configure it.</summary>
public sealed class NginxTests
{
    private const string Products = "/collections/products/documents/search";
    private const string Orders = "/collections/orders/documents/search";
    private const string Product = "/collections/products/documents/1";

    /// <summary>The action follows from the path: for paths as a search engine has them.</summary>
    private static Task<Nginx> ByPath(TestServer server) => Nginx.Start(
        http: string.Empty,
        $$"""
        auth_request /_authorize;
        location = /_authorize {
          internal;
          proxy_pass {{server.Server.Address}}authorize;
          proxy_pass_request_body off;
          proxy_set_header Content-Length "";
          proxy_set_header X-Original-URI $request_uri;
          proxy_set_header X-Original-Method $request_method;
          proxy_set_header X-Forwarded-For $remote_addr;
        }
        """,
        Products,
        Orders,
        Product);

    /// <summary>The configuration names action and collection: for any site.</summary>
    private static Task<Nginx> ByConfiguration(TestServer server) => Nginx.Start(
        """
        # Not from $args: the check is a request of its own, without the client's query.
        map $request_uri $key_in_query {
          default "";
          "~[?&]x-typesense-api-key=(?<key>[^&]*)" $key;
        }
        """,
        $$"""
        location /shop/ { auth_request /_authorize/products; }
        location /desk/ { auth_request /_authorize/orders; }
        location ~ ^/_authorize/(?<asked>products|orders)$ {
          internal;
          proxy_pass {{server.Server.Address}}authorize?action=documents:get&collection=$asked&x-typesense-api-key=$key_in_query;
          proxy_pass_request_body off;
          proxy_set_header Content-Length "";
          proxy_set_header X-Forwarded-For $remote_addr;
        }
        """,
        "/shop/list",
        "/desk/list");

    [RequiresFact("nginx")]
    public async Task ByPath_KeyOpensItsOwnCollection()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (_, products) = await server.CreateKey(collections: ["products"]);
        var (_, orders) = await server.CreateKey(collections: ["orders"]);

        Assert.Equal((HttpStatusCode.OK, Products), await Get(nginx, Products + "?q=*", products));
        Assert.Equal((HttpStatusCode.OK, Orders), await Get(nginx, Orders, orders));
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Orders, products);
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Products, orders);
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Product, products);
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, Products, TestServer.NewSecret());
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, Products, key: null);
    }

    [RequiresFact("nginx")]
    public async Task ByPath_MethodDecides()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (_, reader) = await server.CreateKey(["documents:get"]);
        var (_, eraser) = await server.CreateKey(["documents:delete"]);

        Assert.Equal((HttpStatusCode.OK, Product), await Get(nginx, Product, reader));
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Product, eraser);
        using var deletion = new HttpRequestMessage(HttpMethod.Delete, Product);
        deletion.Headers.Add(TestServer.KeyHeader, reader);
        using var refused = await nginx.Http.SendAsync(deletion);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [RequiresFact("nginx")]
    public async Task RevokedKey_StopsAtTheNextRequest()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (id, value) = await server.CreateKey(collections: ["products"]);
        var scoped = ScopedSearchKey.Mint(value, """{"filter_by":"company_id:124"}""");
        Assert.Equal((HttpStatusCode.OK, Products), await Get(nginx, Products, value));
        Assert.Equal((HttpStatusCode.OK, Products), await Get(nginx, Products, scoped));

        await server.Delete($"/keys/{id}");

        await AssertRefused(HttpStatusCode.Unauthorized, nginx, Products, value);
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, Products, scoped);
    }

    [RequiresFact("nginx")]
    public async Task ScopedKey_SearchesWhereItsParentMay()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (_, parent) = await server.CreateKey(collections: ["products"]);
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        var scoped = ScopedSearchKey.Mint(parent, $$"""{"filter_by":"company_id:124","expires_at":{{now + 60}}}""");

        Assert.Equal((HttpStatusCode.OK, Products), await Get(nginx, Products, scoped));
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Orders, scoped);
        await AssertRefused(HttpStatusCode.Forbidden, nginx, Product, scoped);

        server.Clock.Advance(TimeSpan.FromSeconds(61));
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, Products, scoped);
    }

    [RequiresFact("nginx")]
    public async Task KeyInTheQuery_Works()
    {
        await using var server = await TestServer.Start();
        await using var byPath = await ByPath(server);
        await using var byConfiguration = await ByConfiguration(server);
        var (_, searcher) = await server.CreateKey(collections: ["products"]);
        var (_, reader) = await server.CreateKey(["documents:get"], ["products"]);
        // The outer base64 of this one holds a `+`, which a query has to carry percent-encoded.
        var scoped = Enumerable.Range(0, 1000)
            .Select(i => ScopedSearchKey.Mint(searcher, $$"""{"filter_by":"n{{i}}:>5"}"""))
            .First(key => key.Contains('+', StringComparison.Ordinal));

        foreach (var key in new[] { searcher, scoped })
        {
            var query = $"?q=*&x-typesense-api-key={Uri.EscapeDataString(key)}&per_page=1";
            Assert.Equal((HttpStatusCode.OK, Products), await Get(byPath, Products + query, key: null));
            await AssertRefused(HttpStatusCode.Forbidden, byPath, Orders + query, key: null);
        }

        var readers = $"?x-typesense-api-key={Uri.EscapeDataString(reader)}";
        Assert.Equal((HttpStatusCode.OK, "/shop/list"), await Get(byConfiguration, "/shop/list" + readers, key: null));
        await AssertRefused(HttpStatusCode.Forbidden, byConfiguration, "/desk/list" + readers, key: null);
    }

    [RequiresFact("nginx")]
    public async Task ByConfiguration_KeyOpensItsOwnPart()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByConfiguration(server);
        var (id, products) = await server.CreateKey(["documents:get"], ["products"]);
        var (_, orders) = await server.CreateKey(["documents:get"], ["orders"]);

        Assert.Equal((HttpStatusCode.OK, "/shop/list"), await Get(nginx, "/shop/list", products));
        Assert.Equal((HttpStatusCode.OK, "/desk/list"), await Get(nginx, "/desk/list", orders));
        await AssertRefused(HttpStatusCode.Forbidden, nginx, "/desk/list", products);
        await AssertRefused(HttpStatusCode.Forbidden, nginx, "/shop/list", orders);
        await AssertRefused(HttpStatusCode.Forbidden, nginx, "/desk/list?collection=products&action=documents:get", products);
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, "/shop/list", TestServer.NewSecret());
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, "/shop/list", key: null);

        await server.Delete($"/keys/{id}");
        await AssertRefused(HttpStatusCode.Unauthorized, nginx, "/shop/list", products);
    }

    [RequiresFact("nginx")]
    public async Task ClientsOwnForwardingHeaders_DoNotHelp()
    {
        await using var server = await TestServer.Start();
        await using var byPath = await ByPath(server);
        await using var byConfiguration = await ByConfiguration(server);
        var (_, key) = await server.CreateKey(["documents:search", "documents:get"], ["products"]);

        foreach (var (uri, method) in new[] { ("X-Original-URI", "X-Original-Method"), ("X-Forwarded-Uri", "X-Forwarded-Method") })
        {
            (string, string)[] headers = [(uri, Products), (method, "GET")];
            await AssertRefused(status: null, byPath, Orders, key, headers);
            await AssertRefused(status: null, byPath, Orders, key, headers[0]);
            await AssertRefused(HttpStatusCode.Forbidden, byConfiguration, "/desk/list", key, headers);
        }

        // What says the same as the proxy does no harm.
        Assert.Equal((HttpStatusCode.OK, Products), await Get(byPath, Products, key, ("X-Forwarded-Uri", Products)));
    }

    // nginx decodes a path and resolves its dots before it looks for a file; the check sees it as the client wrote it.
    [RequiresFact("nginx")]
    public async Task PathThatMeansAnother_IsRefused()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (_, key) = await server.CreateKey(["documents:search", "documents:get"], ["products.*"]);
        string[] targets =
        [
            "/collections/products/../orders/documents/search",
            "/collections/products%2F..%2Forders/documents/search",
            "/collections/products%2f%2e%2e%2forders/documents/search",
            "/collections/products/documents/..%2F..%2Forders%2Fdocuments%2Fsearch",
            "/collections/products/documents/%2e%2e/%2e%2e/orders/documents/search",
            "/collections/products/documents/../../orders/documents/search",
            "/collections//orders/documents/search",
            "/./collections/orders/documents/search",
            "/collections/products%00/../orders/documents/search",
        ];

        Assert.Equal("HTTP/1.1 200 OK", await RawStatus(nginx, Products, key));
        foreach (var target in targets)
            Assert.DoesNotContain(" 200 ", await RawStatus(nginx, target, key), StringComparison.Ordinal);
    }

    [RequiresFact("nginx")]
    public async Task CheckThatIsDown_LetsNobodyIn()
    {
        await using var server = await TestServer.Start();
        await using var nginx = await ByPath(server);
        var (_, key) = await server.CreateKey();
        Assert.Equal((HttpStatusCode.OK, Products), await Get(nginx, Products, key));

        await server.Stop();

        await AssertRefused(HttpStatusCode.InternalServerError, nginx, Products, key);
    }

    private static async Task<(HttpStatusCode Status, string Body)> Get(
        Nginx nginx, string path, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add(TestServer.KeyHeader, key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await nginx.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <param name="status">Null where any refusal will do: nginx makes 500 of an answer that is neither 401 nor 403.</param>
    /// <param name="nginx">Asked for the path.</param>
    /// <param name="path">Of the site.</param>
    /// <param name="key">In its header; null for none.</param>
    /// <param name="headers">Sent along.</param>
    private static async Task AssertRefused(
        HttpStatusCode? status, Nginx nginx, string path, string? key, params (string Name, string Value)[] headers)
    {
        var (answered, body) = await Get(nginx, path, key, headers);
        Assert.True(answered == status || (status is null && (int)answered >= 400), $"{path}: {answered}");
        Assert.DoesNotContain("/list", body, StringComparison.Ordinal);
        Assert.DoesNotContain("/collections", body, StringComparison.Ordinal);
    }

    /// <summary>The status line for a target that is sent as it is; HttpClient would tidy it up.</summary>
    private static async Task<string> RawStatus(Nginx nginx, string target, string key)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, nginx.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: localhost\r\n{TestServer.KeyHeader}: {key}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? string.Empty;
    }
}
