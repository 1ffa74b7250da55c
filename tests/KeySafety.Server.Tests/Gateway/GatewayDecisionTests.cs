using System.Net;
using KeySafety.Server.Tests.Hosting;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>A request through the gateway and a question to <c>/authorize</c> end alike.</summary>
public class GatewayDecisionTests
{
    private static readonly string Routes = string.Join(", ",
        Route("vaults", "/v1/vaults/{**rest}", "vaults:read"),
        Route("vault", "/v1/vaults/{collection}/documents", "documents:read"),
        Route("named", "/v1/reports/{**rest}", "reports:read", Metadata(("Torque.Collection", "reports"))),
        Route("renamed", "/v1/shelves/{shelf?}", "shelves:read", Metadata(("Torque.Collection", "{shelf}"))),
        Route("probe", "/v1/probe", "Anonymous"),
        Route("sandbox", "/v1/sandbox", "vaults:read", Metadata(("Torque.Mode", "test"))));

    [Fact]
    public async Task Route_TakesItsActionAndCollection()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (_, vaults) = await server.CreateKey(["vaults:read", "shelves:read"], ["a"]);
        var (_, documents) = await server.CreateKey(["documents:read"], ["a", "reports"]);
        var (_, reports) = await server.CreateKey(["reports:read"], ["reports"]);
        await Expect(server, vaults, "/v1/vaults/a/b", 200);
        await Expect(server, documents, "/v1/vaults/a/b", 403);
        await Expect(server, documents, "/v1/vaults/a/documents", 200);
        await Expect(server, documents, "/v1/vaults/b/documents", 403);
        await Expect(server, documents, "/v1/vaults/a/documents?collection=b", 403);
        await Expect(server, reports, "/v1/reports/2026", 200);
        await Expect(server, documents, "/v1/reports/2026", 403);
        await Expect(server, vaults, "/v1/shelves/a", 200);
        await Expect(server, vaults, "/v1/shelves/b", 403);
        // All shelves: only a key without a limit.
        await Expect(server, vaults, "/v1/shelves", 403);
        await Expect(server, server.BootstrapKey, "/v1/shelves", 200);
        await Expect(server, null, "/v1/vaults/a", 401);
        await Expect(server, "wrong", "/v1/vaults/a", 401);
        await Expect(server, null, "/v1/probe", 200);
        await Expect(server, "wrong", "/v1/probe", 200);
        await Expect(server, vaults, "/v1/sandbox", 200);
    }

    [Fact]
    public async Task OwnRoutes_ComeFirst()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Route("all", "/{**rest}", "Anonymous", "\"Order\": -5"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", key: null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Get("/authorize", key: null)).Status);
        Assert.Empty(upstream.Requests);
        Assert.Equal("ok", (await server.Get("/elsewhere", key: null)).Body);
    }

    [Fact]
    public async Task Refusals_LookAsTheSurfaceSays()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, string.Join(", ",
            Route("a", "/a", "a:read", Metadata(("Torque.Surface", "platform"))),
            Route("b", "/b", "a:read", Metadata(("Torque.Surface", "users"))),
            Route("c", "/c", "a:read")));
        Assert.Equal("""{"error":"authentication_failed","message":"Invalid API key"}""", (await server.Get("/a", key: null)).Body);
        Assert.Equal("""{"detail":"Authorization header missing"}""", (await server.Get("/b", key: null)).Body);
        Assert.StartsWith("""{"message":"Forbidden""", (await server.Get("/c", key: null)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestKeys_GoToTheirOwnCluster()
    {
        await using var live = await Upstream.Start();
        await using var test = await Upstream.Start();
        var configuration = $$"""
            { "ReverseProxy": {
                "Routes": {
                  "both": { "ClusterId": "live", "AuthorizationPolicy": "vaults:read", "Match": { "Path": "/v1/both" }, "Metadata": { "Torque.TestCluster": "test" } },
                  "live": { "ClusterId": "live", "AuthorizationPolicy": "vaults:read", "Match": { "Path": "/v1/live" } },
                  "test": { "ClusterId": "test", "AuthorizationPolicy": "vaults:read", "Match": { "Path": "/v1/test" } }
                },
                "Clusters": {
                  "live": { "Destinations": { "d": { "Address": "{{live.Address}}" } } },
                  "test": { "Metadata": { "Torque.Mode": "test" }, "Destinations": { "d": { "Address": "{{test.Address}}" } } }
                } } }
            """;
        await using var server = await GatewayServer.Start(configuration);
        var keys = new Dictionary<string, string>();
        foreach (var mode in new[] { "live", "test" })
        {
            var created = await server.Post("/keys", new { description = mode, actions = new[] { "vaults:read" }, collections = new[] { "*" }, mode });
            keys[mode] = created.Json["value"]!.GetValue<string>();
        }

        await Expect(server, keys["live"], "/v1/both", 200);
        Assert.Single(live.Requests);
        await Expect(server, keys["test"], "/v1/both", 200);
        Assert.Single(test.Requests);
        await Expect(server, keys["live"], "/v1/test", 403);
        await Expect(server, keys["test"], "/v1/live", 403);
        await Expect(server, keys["test"], "/v1/test", 200);
        Assert.Equal((1, 2), (live.Requests.Count, test.Requests.Count));
    }

    [Fact]
    public async Task Usage_CountsRequestsByRoute()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (id, key) = await server.CreateKey(["vaults:read"], ["*"]);
        await server.Get("/v1/vaults/a", key);
        await server.Get("/v1/reports/a", key);
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        string usage = "";
        for (var i = 0; i < 50 && !usage.Contains("gateway named", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            usage = (await server.Get($"/keys/{id}/usage?days=30")).Body;
        }

        Assert.Contains("gateway vaults", usage, StringComparison.Ordinal);
        Assert.Contains("gateway named", usage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateLimit_IsToldAndTheServicesOwnIsNot()
    {
        await using var upstream = await Upstream.Start(context =>
        {
            context.Response.Headers["X-RateLimit-Limit"] = "7";
            return Task.CompletedTask;
        });
        await using var server = await GatewayServer.Start(upstream, Routes);
        var created = await server.Post("/keys", new { description = "", actions = new[] { "vaults:read" }, collections = new[] { "*" }, rate_limit = new { requests = 2 } });
        var key = created.Json["value"]!.GetValue<string>();
        Assert.Equal("2", (await server.Get("/v1/vaults/a", key)).Headers["X-RateLimit-Limit"]);
        await server.Get("/v1/vaults/a", key);
        var limited = await server.Get("/v1/vaults/a", key);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.Status);
        Assert.Contains("Retry-After", limited.Headers.Keys);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task ActionOfAGatewayRoute_IsNoWarning()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var body = new { description = "", actions = new[] { "shelves:read" }, collections = new[] { "*" } };
        Assert.DoesNotContain("warnings", (await server.Post("/keys", body)).Body, StringComparison.Ordinal);
        await using var plain = await TestServer.Start();
        Assert.Contains("warnings", (await plain.Post("/keys", body)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_AreMatchedInQuestionsToo()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, """
            "one": { "ClusterId": "service", "AuthorizationPolicy": "one:read", "Match": { "Path": "/x", "Hosts": ["one.example"] } },
            "two": { "ClusterId": "service", "AuthorizationPolicy": "two:read", "Match": { "Path": "/x", "Hosts": ["two.example"] } }
            """);
        var (_, key) = await server.CreateKey(["two:read"]);
        foreach (var (host, status) in new[] { ("one.example", 401), ("two.example", 200), ("three.example", 404) })
        {
            var answer = await server.Send(HttpMethod.Get, "/x", key: key, headers: ("Host", host));
            Assert.Equal((host, status), (host, (int)answer.Status));
            var asked = await server.Send(HttpMethod.Get, "/authorize", key: key, headers:
                [("X-Forwarded-Uri", "/x"), ("X-Forwarded-Method", "GET"), ("X-Forwarded-Host", host)]);
            Assert.Equal((host, status == 200), (host, asked.Status == HttpStatusCode.OK));
        }
    }

    // On the surface of /v1 a refusal has the same status in both.
    private static async Task Expect(TestServer server, string? key, string path, int status)
    {
        Assert.Equal((path, status), (path, (int)(await server.Get(path, key)).Status));
        Assert.Equal(("/authorize" + path, status), ("/authorize" + path, (int)(await server.Get("/authorize" + path, key)).Status));
        var asked = await server.Send(HttpMethod.Get, "/authorize", key: key, headers: [("X-Original-URI", path), ("X-Original-Method", "GET")]);
        Assert.Equal((path, status), (path, (int)asked.Status));
    }
}
