using System.Net;
using System.Net.Sockets;
using System.Text;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Access;

/// <summary>The order of the request pipeline and its error bodies.</summary>
public class PipelineTests
{
    private const string Refusal = """{"message":"Forbidden - a valid `x-typesense-api-key` header must be sent."}""";

    [Fact]
    public async Task Health_NeedsNoKey()
    {
        await using var server = await TestServer.Start();
        var health = await server.Get("/health", key: null);
        Assert.Equal((HttpStatusCode.OK, """{"ok":true}"""), (health.Status, health.Body));
        Assert.Equal("application/json; charset=utf-8", health.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/")]
    [InlineData("PUT", "/health")]
    [InlineData("HEAD", "/keys")]
    [InlineData("GET", "/KEYS")]
    [InlineData("GET", "/keys/")]
    [InlineData("OPTIONS", "/keys")]
    public async Task UnknownRoute_Is404BeforeAnyKey(string method, string path)
    {
        await using var server = await TestServer.Start();
        foreach (var key in (string?[])[null, "wrong", server.BootstrapKey])
        {
            var answer = await server.Send(new HttpMethod(method), path, key: key);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            if (method != "HEAD")
                Assert.Equal("""{"message":"Not Found"}""", answer.Body);
        }
    }

    [Fact]
    public async Task Refusal_IsTheSameToTheByteForEveryReason()
    {
        await using var server = await TestServer.Start();
        var (_, expired) = await server.CreateKey(actions: ["*"], expiresAt: 1);
        var (_, other) = await server.CreateKey(actions: ["documents:get"]);
        var (id, deleted) = await server.CreateKey(actions: ["*"]);
        await server.Delete($"/keys/{id}");
        var (_, parent) = await server.CreateKey();
        string?[] keys = [null, "", "wrong", expired, other, deleted, Keys.ScopedKeyTests.Mint(parent, "{}"), Keys.ScopedKeyTests.Mint(parent, "[]")];
        var answers = new List<string>();
        foreach (var key in keys)
        {
            var answer = await server.Send(HttpMethod.Get, "/keys", key: key is "" ? null : key, headers: key is "" ? [(TestServer.KeyHeader, "")] : []);
            Assert.Equal((HttpStatusCode.Unauthorized, Refusal), (answer.Status, answer.Body));
            answers.Add(string.Join('\n', answer.Headers.Where(header => header.Key is not ("Date" or "X-Request-ID")).Select(header => $"{header.Key}: {header.Value}")));
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Key_IsReadFromHeaderThenQueryThenBearer()
    {
        await using var server = await TestServer.Start();
        var bearer = ("Authorization", $"Bearer {server.BootstrapKey}");
        var query = $"/keys?x-typesense-api-key={server.BootstrapKey}";
        Assert.Equal(HttpStatusCode.OK, (await server.Get(query, key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/keys", key: null, headers: bearer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/keys", key: null, headers: ("x-tYpEsEnSe-api-key", server.BootstrapKey))).Status);
        // A header that is there decides, even when it is wrong or empty.
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get(query, key: "wrong")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Get, query, key: null, headers: [(TestServer.KeyHeader, ""), bearer])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Get, "/keys?x-typesense-api-key=wrong", key: null, headers: bearer)).Status);
        // Of several parameters the last wins.
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys?x-typesense-api-key=wrong&x-typesense-api-key={server.BootstrapKey}", key: null)).Status);
    }

    [Fact]
    public async Task LongSearchQuery_IsRefusedBeforeTheRoute()
    {
        await using var server = await TestServer.Start();
        var refused = await server.Get($"/collections/c/documents/search?q={new string('q', 4000)}", key: null);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("Query string exceeds max allowed length of 4000. Use the /multi_search end-point for larger payloads.", refused.Message);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"/collections/c/documents/searches?q={new string('q', 4000)}", key: null)).Status);
    }

    [Fact]
    public async Task Cors_IsOffUnlessEnabled()
    {
        await using var server = await TestServer.Start();
        var answer = await server.Send(HttpMethod.Get, "/health", key: null, headers: ("Origin", "https://shop.example"));
        Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Keys);
    }

    [Fact]
    public async Task Cors_AnswersPreflightsWithoutAKey()
    {
        await using var server = await TestServer.Start(options => options with { EnableCors = true });
        var preflight = await server.Send(
            HttpMethod.Options, "/keys", key: null, headers: [("Origin", "https://shop.example"), ("Access-Control-Request-Headers", "x-typesense-api-key, content-type")]);
        Assert.Equal((HttpStatusCode.OK, string.Empty), (preflight.Status, preflight.Body));
        Assert.Equal("*", preflight.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("POST, GET, DELETE, PUT, PATCH, OPTIONS", preflight.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("x-typesense-api-key, content-type", preflight.Headers["Access-Control-Allow-Headers"]);
        Assert.Equal("3600", preflight.Headers["Access-Control-Max-Age"]);
        var refused = await server.Get("/keys", key: "wrong");
        Assert.Equal("*", refused.Headers["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task Cors_AdmitsTheListedOrigins()
    {
        await using var server = await TestServer.Start(options => options with { EnableCors = true, CorsDomains = ["https://shop.example"] });
        var admitted = await server.Send(HttpMethod.Get, "/health", key: null, headers: ("Origin", "https://shop.example"));
        Assert.Equal("https://shop.example", admitted.Headers["Access-Control-Allow-Origin"]);
        var other = await server.Send(HttpMethod.Get, "/health", key: null, headers: ("Origin", "https://shop.example.evil.example"));
        Assert.DoesNotContain("Access-Control-Allow-Origin", other.Headers.Keys);
    }

    [Theory]
    [InlineData("GET /keys HTTP/1.1\r\nHost: a\r\nX-TYPESENSE-API-KEY: a\r\n : b\r\n\r\n", 400)]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("POST /keys HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 401)]
    [InlineData("nonsense\r\n\r\n", 400)]
    public async Task HostileRequest_IsAnsweredAndTheServerLives(string request, int status)
    {
        await using var server = await TestServer.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[1000];
        var length = await client.GetStream().ReadAsync(buffer);
        Assert.StartsWith($"HTTP/1.1 {status}", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/health")).Status);
    }

    [Fact]
    public async Task StatsMetricsAndDebug_SpeakOfThisServer()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey();
        Assert.Equal(1, (await server.Get("/debug")).Json["state"]!.GetValue<int>());
        Assert.Equal("1", (await server.Get("/metrics.json")).Json["torque_keys"]!.GetValue<string>());
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var stats = (await server.Get("/stats.json")).Json;
        Assert.Equal(0.1, stats["requests_per_second"]!["POST /keys"]!.GetValue<double>());
        Assert.Equal(0.3, stats["total_requests_per_second"]!.GetValue<double>(), 3);
    }
}
