using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>Requests that name their collections in the body: a key reads no other collection through them than through any other route.</summary>
public class GatewayMultiSearchTests
{
    private const string Search = "documents:search";

    private static readonly string Routes = string.Join(", ",
        Route("many", "/multi_search", Search),
        Route("prefixed", "/engine/{**rest}", Search),
        Route("named", "/named/multi_search", Search, Metadata(("Torque.Collection", "products"))),
        Route("create", "/collections", "collections:create"));

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "/multi_search", """{"searches":[{"collection":"products","q":"x"}]}""", 200 },
        { "/multi_search", """{"searches":[{"collection":"products"},{"collection":"products"}]}""", 200 },
        { "/multi_search?collection=products", """{"searches":[{"q":"x"}]}""", 200 },
        { "/multi_search", """{"searches":[{"collection":"secrets"}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":"products"},{"collection":"secrets"}]}""", 401 },
        { "/multi_search/", """{"searches":[{"collection":"secrets"}]}""", 401 },
        { "/engine/multi_search", """{"searches":[{"collection":"products"}]}""", 200 },
        { "/engine/multi_search", """{"searches":[{"collection":"secrets"}]}""", 401 },
        { "/engine/MULTI_SEARCH", """{"searches":[{"collection":"secrets"}]}""", 401 },
        // What the route names is where it leads; what the body names is what is read.
        { "/named/multi_search", """{"searches":[{"collection":"secrets"}]}""", 401 },
        // Two places that disagree: both have to be granted.
        { "/multi_search?collection=secrets", """{"searches":[{"collection":"products"}]}""", 401 },
        { "/multi_search?collection=products", """{"searches":[{"collection":"secrets"}]}""", 401 },
        // What nobody can tell.
        { "/multi_search", """{"searches":[{"q":"x"}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":"products"},{}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":["products"]}]}""", 401 },
        { "/multi_search", """{"searches":["products"]}""", 401 },
        { "/multi_search", """{"searches":[]}""", 401 },
        { "/multi_search", "{}", 401 },
        { "/multi_search", "", 401 },
        { "/multi_search", "no json", 401 },
        { "/multi_search?preset=all", """{"searches":[{"collection":"products"}]}""", 401 },
        // A reader behind that takes the other one of two equal names.
        { "/multi_search", """{"searches":[{"collection":"products","collection":"secrets"}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":"secrets","collection":"products"}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":"secrets"}],"searches":[{"collection":"products"}]}""", 401 },
        { "/multi_search", """{"searches":[{"collection":"products","\u0063ollection":"secrets"}]}""", 401 },
        { "/collections", """{"name":"products"}""", 200 },
        { "/collections", """{"name":"secrets"}""", 401 },
        { "/collections", """{"name":"products","name":"secrets"}""", 401 },
        { "/collections", "{}", 401 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task KeyForSomeCollections_ReadsNoOther(string path, string body, int status)
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (_, some) = await server.CreateKey([Search, "collections:create"], ["products"]);
        var (_, all) = await server.CreateKey([Search, "collections:create"]);
        Assert.Equal(status, (int)(await server.Send(HttpMethod.Post, path, body, some)).Status);
        Assert.Equal(status == 200 ? 1 : 0, upstream.Requests.Count);
        // The question ends as the request does.
        Assert.Equal(status == 200, (await server.Send(HttpMethod.Post, "/authorize" + path, body, some)).Status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Post, path, body, all)).Status);
        Assert.Equal(body, upstream.Last.Body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Post, path, body, key: null)).Status);
    }

    [Fact]
    public async Task BodyOfSearches_GoesOnAsItCame()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (id, key) = await server.CreateKey([Search], ["products"]);
        // In pieces of unknown length, with what JSON allows and a rewriter would lose.
        var body = " {\"searches\" : [ {\"collection\":\"products\", \"q\":\"\\u00fc\", \"n\":1.50 } ] }\n";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/multi_search") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(TestServer.KeyHeader, key);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, upstream.Last.Body);
        Assert.Equal(1, (await server.Get($"/keys/{id}/usage")).Json["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task TooLargeBodyOfSearches_IsRefused()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var body = $$"""{"searches":[{"collection":"products","q":"{{new string('x', 1 << 20)}}"}]}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.Post("/multi_search", body)).Status);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task KeyInASearch_StaysHere()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (_, key) = await server.CreateKey([Search]);
        var body = $$"""{"searches":[{"collection":"products","x-typesense-api-key":"{{key}}"}]}""";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Send(HttpMethod.Post, "/multi_search", body, key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Post, "/authorize/multi_search", body, key)).Status);
        Assert.Empty(upstream.Requests);
    }

    /// <summary>A scoped key is worth what it embeds: a service that is not told must not be asked with one.</summary>
    [Fact]
    public async Task ScopedKey_OpensWhatNamesItAndItsParametersAreTold()
    {
        const string variable = "TORQUE_TEST_SCOPED_SIGNING_KEY";
        Environment.SetEnvironmentVariable(variable, SigningKey);
        await using var upstream = await Upstream.Start();
        var routes = string.Join(", ",
            Route("plain", "/plain", Search), Route("any", "/any", Search, Metadata(("Torque.Header", "any"))), Route("scoped", "/scoped", Search, Metadata(("Torque.Header", "any, scoped-key"))));
        var configuration = Configuration(routes, "", upstream.Address);
        Assert.Contains(
            "signing key", Assert.Throws<StartupException>(() => Server.Gateway.GatewayOptions.Read(Parse(configuration), file: null)).Message, StringComparison.Ordinal);

        await using var server = await GatewayServer.Start(configuration.Insert(configuration.IndexOf('{', StringComparison.Ordinal) + 1, $"\"gateway\": {{ \"signing_key_variable\": \"{variable}\" }},"));
        var (id, parent) = await server.CreateKey([Search]);
        var scoped = ScopedKeyTests.Mint(parent, """{"filter_by":"user:=1"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/plain", scoped)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/any", scoped)).Status);
        Assert.Empty(upstream.Requests);

        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/scoped?q=x", key: scoped, headers: ("X-Torque-Parameters", "{}"))).Status);
        var headers = upstream.Last.Headers;
        Assert.Equal(("scoped-key", id.ToString(CultureInfo.InvariantCulture), """{"filter_by":"user:=1"}"""), (headers["X-Torque-Kind"], headers["X-Torque-Id"], headers["X-Torque-Parameters"]));
        var signed = string.Join('\n', "v1", "GET", "/scoped?q=x", headers["X-Torque-Time"], "scoped-key", headers["X-Torque-Id"], headers["X-Torque-Workspace"], headers["X-Torque-Parameters"]);
        Assert.Equal("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningKey), Encoding.UTF8.GetBytes(signed))), headers["X-Torque-Signature"]);

        Assert.Equal(HttpStatusCode.OK, (await server.Get("/scoped", parent)).Status);
        Assert.DoesNotContain("X-Torque-Parameters", upstream.Last.Headers.Keys);
    }
}
