using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Seed 001: "Bearer tokens are valid for one hour (3,600 seconds)."</summary>
public class Seed001_BearerTokens
{
    [Fact]
    public async Task TokenRequest_IsAnsweredAsTheRfcSays()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("owner");
        var answer = await server.AskForToken(client);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("Bearer", 3600), (answer.Json["token_type"]!.GetValue<string>(), answer.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal(("no-store", "no-cache"), (answer.Headers["Cache-Control"], answer.Headers["Pragma"]));
        var inForm = await server.PostForm("/v1/auth/token", $"grant_type=client_credentials&client_id={client.Id}&client_secret={client.Secret}");
        Assert.Equal(HttpStatusCode.OK, inForm.Status);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(inForm.Json["access_token"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Token_EndsAfter3600Seconds()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService());
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        server.Clock.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
    }

    [Fact]
    public async Task Token_OpensWhatAKeyOpens()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("owner");
        var token = await server.Token(client);
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(token, "/keys")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys", token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/keys?x-typesense-api-key={token}", key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(token, "/v1/account")).Status);
        var authorized = await server.WithToken(token, "/authorize?action=documents:get&collection=a");
        Assert.Equal((HttpStatusCode.OK, client.Id), (authorized.Status, authorized.Headers["X-Key-Id"]));
        var created = await server.WithToken(token, "/keys", HttpMethod.Post, new { description = "", actions = new[] { "*" }, collections = new[] { "*" } });
        Assert.Equal(HttpStatusCode.Created, created.Status);
    }

    /// <summary>Any program can check a token by what is published, without asking this server about it.</summary>
    [Fact]
    public async Task Token_IsVerifiedByThePublishedKeys()
    {
        await using var server = await ApiClients.Start();
        await server.CreateWorkspace("acme");
        var client = await server.CreateService("viewer", "acme");
        var token = await server.Token(client, "documents:search documents:get");
        var metadata = await server.Get("/.well-known/oauth-authorization-server", key: null);
        Assert.Equal(ApiClients.PublicUrl, metadata.Json["issuer"]!.GetValue<string>());
        Assert.Equal(ApiClients.PublicUrl + "/v1/auth/token", metadata.Json["token_endpoint"]!.GetValue<string>());
        Assert.Equal(["client_credentials"], metadata.Json["grant_types_supported"]!.AsArray().Select(grant => grant!.GetValue<string>()));
        var jwksPath = new Uri(metadata.Json["jwks_uri"]!.GetValue<string>()).AbsolutePath;
        var jwks = new JsonWebKeySet((await server.Get(jwksPath, key: null)).Body);

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = jwks.GetSigningKeys(),
            ValidIssuer = ApiClients.PublicUrl,
            ValidAudience = ApiClients.PublicUrl,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = ["RS256"],
            LifetimeValidator = (_, expires, _, _) => expires == server.Clock.GetUtcNow().AddHours(1).UtcDateTime,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal((client.Id, client.Id, "acme", "documents:search documents:get"), (
            result.Claims["sub"], result.Claims["client_id"], result.Claims["workspace"], result.Claims["scope"]));
        Assert.NotEmpty((string)result.Claims["jti"]);
        Assert.DoesNotContain("\"d\"", (await server.Get(jwksPath, key: null)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishedKeys_AreThereBeforeTheFirstToken()
    {
        await using var server = await ApiClients.Start();
        var kid = Assert.Single((await server.Get("/.well-known/jwks.json", key: null)).Json["keys"]!.AsArray())!["kid"]!.GetValue<string>();
        Assert.Equal(kid, ApiClients.Header(await server.Token(await server.CreateService()))["kid"]!.GetValue<string>());
    }

    [Fact]
    public async Task Scope_NarrowsWhatTheTokenMayDo()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("owner");
        var answer = await server.AskForToken(client, "documents:search keys:list");
        Assert.Equal("documents:search keys:list", answer.Json["scope"]!.GetValue<string>());
        var token = answer.Json["access_token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:create"));
        Assert.Equal(HttpStatusCode.OK, (await server.WithToken(token, "/keys")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.WithToken(token, "/v1/clients")).Status);
        // Once more after what it came to was remembered.
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:create"));
    }

    [Fact]
    public async Task Scope_NeverReachesBeyondTheClient()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService("viewer");
        foreach (var scope in new[] { "documents:delete", "*", "documents:search documents:delete", "documents:*", "keys:list" })
        {
            var answer = await server.AskForToken(client, scope);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Json["error"]!.GetValue<string>()));
        }

        var token = await server.Token(client, "documents:search");
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
        // The role is another one now: the scope is not what it was granted for.
        await server.Restart(options => options with { Roles = Clients.Roles.Read(Configuration("""{"searcher":{"actions":["documents:get"]}}""")) });
        await server.Send(HttpMethod.Patch, $"/v1/clients/{client.Id}", new { role = "searcher" });
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token));
        Assert.Equal(HttpStatusCode.Forbidden, await server.AuthorizeToken(token, "documents:get"));
    }

    [Fact]
    public async Task NarrowedToken_MakesNoClientThatMayDoMore()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService("owner"), "clients:create documents:search");
        foreach (var body in new object[] { new { name = "a" }, new { name = "b", type = "service", role = "viewer" } })
            Assert.Equal(HttpStatusCode.Forbidden, (await server.WithToken(token, "/v1/clients", HttpMethod.Post, body)).Status);
    }

    internal static Microsoft.Extensions.Configuration.IConfiguration Configuration(string json) =>
        new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(
            new Microsoft.Extensions.Configuration.Json.JsonStreamConfigurationSource { Stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)) }).Build();
}
