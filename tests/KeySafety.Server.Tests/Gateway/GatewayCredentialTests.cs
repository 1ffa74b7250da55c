using System.Net;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Tests.Hosting;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>The caller's credential stays on this side of the gateway, and the service's own on the other.</summary>
public class GatewayCredentialTests
{
    private static readonly string Routes = string.Join(", ",
        Route("open", "/open/{**rest}", "Anonymous"),
        Route("shut", "/shut/{**rest}", "a:read", Metadata(("Torque.Bearer", "any"), ("Torque.Header", "any"), ("Torque.Query.authJWT", "any"), ("Torque.Query.x-typesense-api-key", "any"))));

    [Theory]
    [InlineData("Authorization", "Bearer KEY", "")]
    [InlineData("authorization", "bearer KEY", "")]
    [InlineData("X-TYPESENSE-API-KEY", "KEY", "")]
    [InlineData("x-typesense-api-key", "KEY", "")]
    [InlineData("X-Typesense_Api-Key", "KEY", "")]
    [InlineData("X_TYPESENSE_API_KEY", "KEY", "")]
    [InlineData("Proxy-Authorization", "Bearer KEY", "")]
    [InlineData("Cookie", "a=1; authJWT=KEY; b=2", "")]
    [InlineData("Cookie", "session=KEY", "")]
    [InlineData("X-Api-Key", "KEY", "")]
    [InlineData("Referer", "https://shop.example/?a=1&authJWT=KEY", "")]
    [InlineData("", "", "?a=1&authJWT=KEY&b=2")]
    [InlineData("", "", "?AUTHJWT=KEY")]
    [InlineData("", "", "?a=1;authJWT=KEY")]
    [InlineData("", "", "?auth%4AWT=KEY&a=%20b")]
    [InlineData("", "", "?x-typesense-api-key=KEY")]
    [InlineData("", "", "?X-TYPESENSE-API-KEY=KEY&authJWT=KEY")]
    [InlineData("", "", "?token=KEY")]
    public async Task CallersCredential_NeverReachesTheService(string header, string value, string query)
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (_, key) = await server.CreateKey(["a:read"]);
        (string, string)[] headers = header.Length == 0 ? [] : [(header, value.Replace("KEY", key, StringComparison.Ordinal))];
        query = query.Replace("KEY", key, StringComparison.Ordinal);
        // Beside it one that is judged, so that the request goes on whatever the first place is worth.
        var judged = header.Equals(TestServer.KeyHeader, StringComparison.OrdinalIgnoreCase) ? null : key;
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, $"/shut/x{query}", key: judged, headers: headers)).Status);
        Assert.DoesNotContain(key, upstream.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallersCredential_NeverReachesTheServiceOfAnOpenRoute()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        var (_, key) = await server.CreateKey(["a:read"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(
            HttpMethod.Get, $"/open/x?a=1&authJWT={key}&x-typesense-api-key={key}&b=%2F&c", key: key, headers: [("Authorization", $"Bearer {key}"), ("Cookie", $"authjwt={key}; a=b")])).Status);
        Assert.DoesNotContain(key, upstream.Last.Text, StringComparison.Ordinal);
        Assert.Equal("/open/x?a=1&b=%2F&c", upstream.Last.Target);
        Assert.Equal("a=b", upstream.Last.Headers["Cookie"]);
    }

    [Fact]
    public async Task WhatIsNoCredential_ArrivesAsItWasSent()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        await server.Send(HttpMethod.Post, "/open/a%20b/%C3%BC?q=a+b%2B;c&x=&&=y", "body", key: null, headers: [("X-Custom", "1, 2"), ("Cookie", "a=1; b=\"2\""), ("Accept", "*/*")]);
        var received = upstream.Last;
        Assert.Equal(("POST", "/open/a%20b/%C3%BC?q=a+b%2B;c&x=&&=y", "body"), (received.Method, received.Target, received.Body));
        Assert.Equal(("1, 2", "a=1; b=\"2\"", "*/*"), (received.Headers["X-Custom"], received.Headers["Cookie"], received.Headers["Accept"]));
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-HTTP_Method-Override", "DELETE")]
    [InlineData("X-Original-URL", "/admin")]
    [InlineData("X-Rewrite-URL", "/admin")]
    [InlineData("X-Torque-Id", "1")]
    [InlineData("x_torque_id", "1")]
    [InlineData("X-TORQUE-Anything", "1")]
    public async Task HeaderThatWouldChangeWhatWasDecided_IsDropped(string name, string value)
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Routes);
        await server.Send(HttpMethod.Get, "/open/x", key: null, headers: (name, value));
        Assert.DoesNotContain(name, upstream.Last.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task UpstreamsCredential_ReachesItAndNobodyElse()
    {
        var directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var file = Path.Combine(directory, "secret");
        await File.WriteAllTextAsync(file, "first/secret+of=service\n");
        try
        {
            await using var upstream = await Upstream.Start(context =>
            {
                var secret = context.Request.Headers["X-Service-Key"].ToString();
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = $"https://elsewhere.example/?k={Uri.EscapeDataString(secret)}";
                context.Response.Headers["X-Echo"] = $"you sent {secret}";
                context.Response.Headers["X-Torque-Signature"] = context.Request.Headers["X-Torque-Signature"];
                return Task.CompletedTask;
            });
            await using var server = await GatewayServer.Start(upstream, Routes, $"{Metadata(("Torque.UpstreamCredentialFile", file), ("Torque.UpstreamHeader", "X-Service-Key"))},");
            using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Server.Address };
            using var answer = await client.GetAsync("/open/x");
            Assert.Equal("first/secret+of=service", upstream.Last.Headers["X-Service-Key"]);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.DoesNotContain("secret", answer.Headers.ToString(), StringComparison.Ordinal);
            Assert.Equal("you sent [redacted]", answer.Headers.GetValues("X-Echo").Single());
            Assert.False(answer.Headers.Contains("X-Torque-Signature"));

            // A caller's header of that name is not the service's.
            using var forged = new HttpRequestMessage(HttpMethod.Get, "/open/x");
            forged.Headers.Add("X-Service-Key", "forged");
            (await client.SendAsync(forged)).Dispose();
            Assert.Equal("first/secret+of=service", upstream.Last.Headers["X-Service-Key"]);

            await File.WriteAllTextAsync(file, "second");
            for (var i = 0; i < 100 && upstream.Last.Headers["X-Service-Key"] != "second"; i++)
            {
                await Task.Delay(100);
                (await client.GetAsync("/open/x")).Dispose();
            }

            Assert.Equal("second", upstream.Last.Headers["X-Service-Key"]);

            // Gone for a moment, as while it is replaced: the last one goes on.
            File.Delete(file);
            await Task.Delay(1100);
            (await client.GetAsync("/open/x")).Dispose();
            Assert.Equal("second", upstream.Last.Headers["X-Service-Key"]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task UpstreamsCredential_IsABearerTokenUnlessToldOtherwise()
    {
        const string variable = "TORQUE_TEST_GATEWAY_SECRET";
        Environment.SetEnvironmentVariable(variable, "of-the-route");
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, string.Join(", ",
            Route("a", "/a", "Anonymous", Metadata(("Torque.UpstreamCredentialVariable", variable))),
            Route("b", "/b", "Anonymous", Metadata(("Torque.UpstreamCredentialVariable", variable), ("Torque.UpstreamScheme", "Token")))));
        await server.Send(HttpMethod.Get, "/a", key: null, headers: ("Authorization", "Basic YTpi"));
        Assert.Equal("Bearer of-the-route", upstream.Last.Headers["Authorization"]);
        await server.Get("/b", key: null);
        Assert.Equal("Token of-the-route", upstream.Last.Headers["Authorization"]);
    }

    [Fact]
    public async Task WhoCalled_IsToldInSignedHeaders()
    {
        const string variable = "TORQUE_TEST_GATEWAY_SIGNING_KEY";
        Environment.SetEnvironmentVariable(variable, SigningKey);
        await using var upstream = await Upstream.Start();
        var routes = Routes + "," + Route("moved", "/moved/{**rest}", "a:read", "\"Transforms\": [ { \"PathRemovePrefix\": \"/moved\" }, { \"QueryValueParameter\": \"q\", \"Set\": \"a b\" } ]");
        var configuration = Configuration(routes, "", upstream.Address);
        await using var server = await GatewayServer.Start(configuration.Insert(configuration.IndexOf('{', StringComparison.Ordinal) + 1, $"\"gateway\": {{ \"signing_key_variable\": \"{variable}\" }},"));
        var (id, key) = await server.CreateKey(["a:read"]);
        await server.Send(HttpMethod.Delete, $"/shut/%C3%BC?a=1&authJWT={key}", key: null, headers: [("X-Torque-Id", "1"), ("Connection", "X-Torque-Id, X-Torque-Signature, X-Gone"), ("X-Gone", "1")]);
        Assert.DoesNotContain("X-Gone", upstream.Last.Headers.Keys);
        AssertSigned(upstream.Last, "key", $"{id}", server.Clock.GetUtcNow());
        await server.Get("/moved/x", key);
        Assert.Equal("/x?q=a%20b", upstream.Last.Target);
        AssertSigned(upstream.Last, "key", $"{id}", server.Clock.GetUtcNow());
        await server.Get("/open/x", key);
        AssertSigned(upstream.Last, "anonymous", "", server.Clock.GetUtcNow());
    }

    // As a service would, from the documentation alone.
    internal static void AssertSigned(Upstream.Received received, string kind, string id, DateTimeOffset now, string workspace = "")
    {
        string Of(string name) => received.Headers.GetValueOrDefault("X-Torque-" + name) ?? "";
        Assert.Equal((kind, id, workspace, $"{now.ToUnixTimeSeconds()}"), (Of("Kind"), Of("Id"), Of("Workspace"), Of("Time")));
        var signed = $"v1\n{received.Method}\n{received.Target}\n{Of("Time")}\n{Of("Kind")}\n{Of("Id")}\n{Of("Workspace")}";
        var code = HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningKey), Encoding.UTF8.GetBytes(signed));
        Assert.Equal("v1=" + Convert.ToHexString(code).ToLowerInvariant(), Of("Signature"));
    }
}
