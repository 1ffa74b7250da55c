using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Http;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>The keys of an issuer: fetched when needed and no more often, kept while the issuer is down, and given up when it drops them.</summary>
public class IssuerKeyTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task KnownKey_IsNeverFetchedAgain()
    {
        await using var users = await UserServer.Start();
        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token($"user_{i}")));
        Assert.Equal(1, users.Issuer.Fetches);
    }

    [Fact]
    public async Task NewKey_IsFetchedWhenATokenNamesIt()
    {
        await using var users = await UserServer.Start();
        var old = users.Token();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(old));
        users.Issuer.AddKey();
        users.Server.Clock.Advance(Refresh);
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(old));
        Assert.Equal(2, users.Issuer.Fetches);
    }

    [Fact]
    public async Task UnknownKey_IsAskedForOnceInAnInterval()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        for (var interval = 1; interval <= 3; interval++)
        {
            users.Server.Clock.Advance(Refresh);
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
                users.MayRead(users.Token(header: header => header["kid"] = Guid.NewGuid().ToString()))));
            Assert.All(answers, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
            Assert.Equal(1 + interval, users.Issuer.Fetches);
        }
    }

    [Fact]
    public async Task StoppedIssuer_LeavesItsKeysInForce()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        await users.Issuer.Stop();
        for (var hour = 0; hour < 3; hour++)
        {
            users.Server.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token($"user_{hour}")));
            Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(users.Token(header: header => header["kid"] = "unknown")));
        }

        // Back again with another key: the next token finds it.
        users.Issuer.AddKey();
        await users.Issuer.Resume();
        users.Server.Clock.Advance(Refresh);
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
    }

    [Fact]
    public async Task IssuerThatIsDownAtTheStart_Is503UntilItIsThere()
    {
        await using var issuer = await LocalIssuer.Start();
        await issuer.Stop();
        await using var server = await Hosting.TestServer.Start(options => options with { Issuers = [issuer.Options()], Users = UserServer.Roles });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Read());
        // Others are not concerned.
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys")).Status);
        await issuer.Resume();
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await Read());

        async Task<HttpStatusCode> Read() => (await server.Send(
            HttpMethod.Get, "/authorize?action=documents:get", key: null, headers: ("Authorization", $"Bearer {issuer.Token(server.Clock.GetUtcNow())}"))).Status;
    }

    /// <summary>A key that the issuer took back opens nothing any more, not even for tokens that were seen before.</summary>
    [Fact]
    public async Task DroppedKey_EndsItsTokens()
    {
        await using var users = await UserServer.Start();
        var old = users.Token(claims: payload => payload["exp"] = users.Now.AddDays(1).ToUnixTimeSeconds());
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(old));
        users.Issuer.AddKey();
        users.Issuer.DropOldKeys();
        users.Server.Clock.Advance(IssuerKeySource.Interval);
        await UserServer.Until(async () => await users.MayRead(old) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
    }

    /// <summary>The same name with another key: what the old one signed is over.</summary>
    [Fact]
    public async Task ExchangedKey_EndsItsTokens()
    {
        await using var users = await UserServer.Start();
        using var other = RSA.Create(2048);
        var token = users.Token();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(token));
        users.Issuer.Behaviour = context => context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(LocalIssuer.Jwk(users.Issuer.KeyId, other)) }.ToJsonString());
        users.Server.Clock.Advance(IssuerKeySource.Interval);
        await UserServer.Until(async () => await users.MayRead(token) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task HostileAnswer_ChangesNothing()
    {
        await using var elsewhere = await LocalIssuer.Start();
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        string[] kinds = ["huge", "endless", "redirect", "html", "empty", "null", "list", "500", "204", "truncated", "many", "deep", "charset"];
        foreach (var kind in kinds)
        {
            users.Issuer.Behaviour = context => Misbehave(context.Response, kind, elsewhere.JwksUri);
            users.Server.Clock.Advance(Refresh);
            var fetches = users.Issuer.Fetches;
            Assert.Equal((kind, HttpStatusCode.Unauthorized), (kind, await users.MayRead(elsewhere.Token(users.Now))));
            Assert.Equal((kind, fetches + 1), (kind, users.Issuer.Fetches));
            Assert.Equal((kind, HttpStatusCode.OK), (kind, await users.MayRead(users.Token($"user_{kind}"))));
        }

        Assert.Equal(0, elsewhere.Fetches);
    }

    /// <summary>A slow issuer holds up those tokens alone whose key is not known, and these for no more than the time limit.</summary>
    [Fact]
    public async Task SlowIssuer_HoldsNobodyElseUp()
    {
        await using var users = await UserServer.Start(options => options with { FetchTimeout = TimeSpan.FromSeconds(5) });
        await UserServer.Until(async () => await users.MayRead(users.Token()) == HttpStatusCode.OK);
        var release = new TaskCompletionSource();
        users.Issuer.Behaviour = _ => release.Task;
        users.Server.Clock.Advance(Refresh);
        var waiting = users.MayRead(users.Token(header: header => header["kid"] = "unknown"));
        await UserServer.Until(() => Task.FromResult(users.Issuer.Fetches == 2));
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token($"user_{i}")));
        Assert.False(waiting.IsCompleted);
        // The limit of the reader, in real time.
        Assert.Equal(HttpStatusCode.Unauthorized, await waiting.WaitAsync(TimeSpan.FromSeconds(60)));
        release.SetResult();
    }

    [Fact]
    public async Task KeyForAnotherPurpose_VerifiesNothing()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        string[] changes =
        [
            """{"use":"enc"}""", """{"alg":"RS512"}""", """{"alg":"HS256"}""", """{"key_ops":["encrypt"]}""", """{"kty":"EC"}""",
            """{"kty":"oct","k":"c2VjcmV0"}""", """{"e":"AQ"}""", """{"e":"AAE"}""", """{"e":"Ag"}""", """{"e":""}""", """{"n":"AQAB"}""",
            """{"n":"!!"}""", """{"n":null}""",
        ];
        foreach (var change in changes)
        {
            // Beside the good one, which shows that the set itself was taken.
            users.Issuer.AddKey();
            var jwk = LocalIssuer.Jwk("changed", users.Issuer.Key);
            foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
                jwk[name] = value?.DeepClone();
            var set = new JsonObject { ["keys"] = new JsonArray(jwk, LocalIssuer.Jwk(users.Issuer.KeyId, users.Issuer.Key)) }.ToJsonString();
            users.Issuer.Behaviour = context => context.Response.WriteAsync(set);
            users.Server.Clock.Advance(Refresh);
            Assert.Equal((change, HttpStatusCode.OK), (change, await users.MayRead(users.Token())));
            Assert.Equal((change, HttpStatusCode.Unauthorized), (change, await users.MayRead(users.Token(header: header => header["kid"] = "changed"))));
        }
    }

    [Fact]
    public async Task ShortKey_VerifiesNothing()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        using var small = RSA.Create(1024);
        users.Issuer.Behaviour = context => context.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray(LocalIssuer.Jwk("small", small)) }.ToJsonString());
        users.Server.Clock.Advance(Refresh);
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(users.Token().Split('.')[1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(LocalIssuer.Sign("""{"alg":"RS256","kid":"small"}""", payload, small)));
    }

    [Fact]
    public async Task TwoKeys_HaveToBeNamed()
    {
        await using var users = await UserServer.Start();
        users.Issuer.AddKey();
        users.Server.Clock.Advance(Refresh);
        await UserServer.Until(async () => await users.MayRead(users.Token()) == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(users.Token(header: header => header.Remove("kid"))));
    }

    [Fact]
    public async Task KeysInAFile_AreReadAgainWhenItChanges()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var issuer = await LocalIssuer.Start();
            await File.WriteAllTextAsync(path, issuer.Jwks());
            await using var users = await UserServer.Start(server: options => options with
            {
                Issuers = [issuer.Options(options => options with { JwksUri = null, JwksFile = path })],
            });
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(issuer.Token(users.Now)));
            issuer.AddKey();
            await File.WriteAllTextAsync(path, issuer.Jwks());
            users.Server.Clock.Advance(Refresh);
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(issuer.Token(users.Now)));
            Assert.Equal(0, issuer.Fetches);
            File.Delete(path);
            users.Server.Clock.Advance(IssuerKeySource.Interval);
            Assert.Equal(HttpStatusCode.OK, await users.MayRead(issuer.Token(users.Now, "another")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task Misbehave(HttpResponse response, string kind, Uri elsewhere)
    {
        switch (kind)
        {
            case "huge":
                await response.WriteAsync("{\"keys\":[" + new string(' ', 2 << 20) + "]}");
                break;
            case "endless":
                for (var i = 0; i < 10_000 && !response.HttpContext.RequestAborted.IsCancellationRequested; i++)
                    await response.WriteAsync(new string(' ', 10_000));
                break;
            case "redirect":
                response.Redirect(elsewhere.ToString());
                break;
            case "500" or "204":
                response.StatusCode = kind == "500" ? 500 : 204;
                break;
            case "charset":
                response.ContentType = "application/json; charset=none-such";
                await response.WriteAsync("{}");
                break;
            default:
                response.ContentType = "application/json";
                await response.WriteAsync(kind switch
                {
                    "html" => "<!doctype html><title>Sign in</title>",
                    "null" => "null",
                    "list" => "[]",
                    "truncated" => "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"",
                    "many" => "{\"keys\":[" + string.Join(',', Enumerable.Repeat("{\"kty\":\"RSA\"}", 101)) + "]}",
                    "deep" => "{\"keys\":" + new string('[', 10_000),
                    _ => string.Empty,
                });
                break;
        }
    }
}
