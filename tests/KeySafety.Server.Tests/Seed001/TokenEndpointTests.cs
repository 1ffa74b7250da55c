using System.Net;
using System.Text;
using System.Text.Json;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tokens;

namespace KeySafety.Server.Tests.Seed001;

/// <summary><c>POST /v1/auth/token</c> and <c>/v1/auth/revoke</c>: every refusal of RFC 6749, section 5.2, and RFC 7009.</summary>
public class TokenEndpointTests
{
    private const string Path = "/v1/auth/token";
    private const string Grant = "grant_type=client_credentials";

    [Fact]
    public async Task WrongForm_IsTheRfcsError()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        (string Form, string Error)[] forms =
        [
            ("", "invalid_request"),
            ("grant_type=", "invalid_request"),
            ("grant_type=password", "unsupported_grant_type"),
            ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
            ("grant_type=client_credentials&scope=a&scope=b", "invalid_request"),
            ("grant_type=client_credentials&scope=&scope=", "invalid_request"),
            ("grant_type=client_credentials&unknown=1&unknown=2", "invalid_request"),
            ("grant_type=client_credentials&client_secret=x", "invalid_request"),
            ("grant_type=client_credentials&client_id=other", "invalid_request"),
            ("grant_type=client_credentials&scope=a++b", "invalid_scope"),
            ("grant_type=client_credentials&scope=a%22b", "invalid_scope"),
            ("grant_type=client_credentials&scope=+", "invalid_scope"),
        ];
        foreach (var (form, error) in forms)
        {
            var answer = await server.PostForm(Path, form, client);
            Assert.Equal((form, HttpStatusCode.BadRequest, error), (form, answer.Status, answer.Json["error"]!.GetValue<string>()));
            Assert.NotEmpty(answer.Json["error_description"]!.GetValue<string>());
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        }
    }

    [Fact]
    public async Task UnusualForm_IsUnderstood()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        string[] forms =
        [
            "grant_type=client_credentials&unknown=1",
            "grant_type=client_credentials&scope=",
            $"client_id={client.Id}&grant_type=client_credentials",
            "%67rant_type=client%5fcredentials",
        ];
        foreach (var form in forms)
            Assert.True(HttpStatusCode.OK == (await server.PostForm(Path, form, client)).Status, form);
        Assert.Equal(HttpStatusCode.OK, (await server.PostForm(Path, Grant, client, contentType: "Application/X-WWW-Form-URLencoded")).Status);
    }

    [Fact]
    public async Task WrongClient_IsOneAnswerForEveryReason()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var revoked = await server.CreateService();
        await server.Post($"/v1/clients/{revoked.Id}/revoke", null);
        var deleted = await server.CreateService();
        await server.Delete($"/v1/clients/{deleted.Id}");
        ApiClients.Credentials[] wrong =
        [
            client with { Secret = deleted.Secret }, client with { Secret = client.Secret[..^1] }, client with { Secret = "" }, client with { Secret = new string('x', 10_000) },
            client with { Id = "client_nobody" }, client with { Id = "" }, client with { Id = client.Id.ToUpperInvariant() }, revoked, deleted,
        ];
        var answers = new List<TestServer.Answer>();
        foreach (var credentials in wrong)
            answers.Add(await server.PostForm(Path, Grant, credentials));
        answers.Add(await server.PostForm(Path, Grant));
        answers.Add(await server.PostForm(Path, Grant + $"&client_id={client.Id}"));
        answers.Add(await server.PostForm(Path, Grant + $"&client_id={client.Id}&client_secret={deleted.Secret}"));
        foreach (var header in new[] { "Basic", "Basic !!", "Basic " + Convert.ToBase64String("no colon"u8), "Bearer abc", "Basic " + Convert.ToBase64String([0xff, (byte)':']) })
            answers.Add(await WithAuthorization(server, header));
        Assert.All(answers, answer => Assert.Equal(
            (HttpStatusCode.Unauthorized, """{"error":"invalid_client","error_description":"Client authentication failed."}"""), (answer.Status, answer.Body)));
        Assert.All(answers, answer => Assert.StartsWith("Basic realm=", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal));
    }

    /// <summary>What stands in a URL stands in every log on the way.</summary>
    [Fact]
    public async Task SecretInTheUrl_IsRefusedThoughRight()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        foreach (var query in new[] { $"?client_id={client.Id}&client_secret={client.Secret}&{Grant}", "?" + Grant, "?x" })
        {
            var answer = await server.PostForm(Path + query, Grant, client);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Json["error"]!.GetValue<string>()));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.Get($"{Path}?client_id={client.Id}&client_secret={client.Secret}&{Grant}", key: null)).Status);
    }

    [Fact]
    public async Task OtherBody_IsRefused()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostForm(Path, """{"grant_type":"client_credentials"}""", client, contentType: "application/json")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostForm(Path, Grant + "&x=" + new string('a', 20_000), client)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.PostForm(Path, Grant + "&x=" + new string('a', 2_000_000), client)).Status);
        using var bytes = new ByteArrayContent([.. Encoding.ASCII.GetBytes(Grant), (byte)'&', 0xff]);
        bytes.Headers.ContentType = new("application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.BadRequest, (await TestServer.Answer.Of(await server.Http.PostAsync(Path, bytes))).Status);
    }

    [Fact]
    public async Task GuessingSecrets_IsLimitedByAddress()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var guess = client with { Secret = "guess" };
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostForm(Path, Grant, guess, "203.0.113.5")).Status);
        var limited = await server.PostForm(Path, Grant, guess, "203.0.113.5");
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (limited.Status, limited.Headers["Retry-After"]));
        // The key check has the same count: no guesser gets a second budget there.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.Send(HttpMethod.Get, "/keys", key: "guess", headers: ("X-Forwarded-For", "203.0.113.5"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostForm(Path, Grant, guess, "203.0.113.6")).Status);
        // A neighbour with a generated secret, which cannot be guessed, goes on working.
        Assert.Equal(HttpStatusCode.OK, (await server.PostForm(Path, Grant, client, "203.0.113.5")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostForm(Path, Grant, guess, "203.0.113.5")).Status);
    }

    [Fact]
    public async Task RevokedToken_EndsByItself()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var other = await server.CreateService();
        var (token, kept) = (await server.Token(client), await server.Token(client));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        var stranger = await Revoke(server, other, token);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (stranger.Status, stranger.Json["error"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Revoke(server, client with { Secret = "x" }, token)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostForm("/v1/auth/revoke", "token_type_hint=access_token", client)).Status);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));

        Assert.Equal(HttpStatusCode.OK, (await Revoke(server, client, token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Revoke(server, client, token)).Status);
        foreach (var unknown in new[] { "x", "a.b.c", new string('a', 10_000), token[..^4] })
            Assert.Equal(HttpStatusCode.OK, (await Revoke(server, client, unknown)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await server.AuthorizeToken(token), await server.AuthorizeToken(kept)));
        await server.Restart();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await server.AuthorizeToken(token), await server.AuthorizeToken(kept)));
    }

    [Fact]
    public async Task ListOfRevokedTokens_GoesWithTheTokens()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var token = await server.Token(client);
        await Revoke(server, client, token);
        Assert.Equal(1, server.Server.Store.Tables.RevokedTokens.Count);
        server.Clock.Advance(TimeSpan.FromSeconds(3700));
        for (var i = 0; i < 100 && server.Server.Store.Tables.RevokedTokens.Count > 0; i++)
            await Task.Delay(50);
        Assert.Equal(0, server.Server.Store.Tables.RevokedTokens.Count);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
    }

    [Fact]
    public async Task RevokedTokensOfOneClient_AreBounded()
    {
        await using var server = await ApiClients.Start();
        var (client, other) = (await server.CreateService(), await server.CreateService());
        var token = await server.Token(client);
        var store = server.Server.Store;
        // As many revocations leave it; in memory alone, which is what is bounded.
        await store.Change(changes =>
        {
            for (var i = 0; i < RevokedTokenTable.MaxPerClient; i++)
                store.Tables.RevokedTokens.Publish($"{i}", new RevokedToken($"{i}", (ulong)changes.Now.ToUnixTimeSeconds() + 60, client.Id));
            return true;
        });

        var refused = await Revoke(server, client, token);
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (refused.Status, refused.Headers["Retry-After"]));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.OK, (await Revoke(server, other, await server.Token(other))).Status);
        // As the answer says: that ends all of them.
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/v1/clients/{client.Id}/rotate-secret", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));

        server.Clock.Advance(TimeSpan.FromMinutes(3));
        await Seed004.UserServer.Until(() => Task.FromResult(store.Tables.RevokedTokens.Count == 1));
        Assert.Equal(0, store.Tables.RevokedTokens.CountOf(client.Id));
    }

    [Fact]
    public void RevokedTokenOfBefore_IsStillRead()
    {
        var read = JsonSerializer.Deserialize("""{"id":"abc","until_unix_seconds":5}""", ServerJson.TypeInfo<RevokedToken>());
        Assert.Equal(new RevokedToken("abc", 5), read);
    }

    [Fact]
    public async Task TokenEndpoint_AsksForTheClientsAddress()
    {
        await using var server = await ApiClients.Start();
        var made = await server.Post("/v1/clients", new { name = "job", type = "service", role = "viewer", allowed_ips = new[] { "203.0.113.0/24" } });
        var client = new ApiClients.Credentials(made.Json["client_id"]!.GetValue<string>(), made.Json["client_secret"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await server.PostForm(Path, Grant, client, "203.0.113.5")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostForm(Path, Grant, client, "198.51.100.5")).Status);
    }

    private static Task<TestServer.Answer> Revoke(TestServer server, ApiClients.Credentials client, string token) =>
        server.PostForm("/v1/auth/revoke", "token=" + token, client);

    private static async Task<TestServer.Answer> WithAuthorization(TestServer server, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Grant, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await TestServer.Answer.Of(await server.Http.SendAsync(request));
    }
}
