using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>"Backend verifies token": what opens, and everything that must not (RFC 8725).</summary>
[Collection(Alone.Name)]
public class Seed004_TokenVerification
{
    [Fact]
    public async Task GoodToken_Opens()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
        string[] good =
        [
            users.Token(header: header => header.Remove("typ")),
            users.Token(header: header => header["typ"] = "jwt"),
            users.Token(header: header => header["typ"] = "at+jwt"),
            users.Token(claims: payload => payload["aud"] = new JsonArray("another", LocalIssuer.Audience)),
            users.Token(claims: payload => payload.Remove("nbf")),
            users.Token(claims: payload => payload.Remove("iat")),
            users.Token(claims: payload => payload["exp"] = users.Now.ToUnixTimeSeconds() + 60.5),
            // The issuer has one key alone: a token need not name it.
            users.Token(header: header => header.Remove("kid")),
        ];
        foreach (var token in good)
            Assert.Equal((token, HttpStatusCode.OK), (token, await users.MayRead(token)));
    }

    [Fact]
    public async Task ForgedToken_IsRefused()
    {
        await using var users = await UserServer.Start();
        using var stranger = RSA.Create(2048);
        var good = users.Token();
        var (head, body, signature) = (good.Split('.')[0], good.Split('.')[1], good.Split('.')[2]);
        var payload = Text(body);
        var name = users.Issuer.KeyId;
        var header = $$"""{"alg":"RS256","typ":"JWT","kid":"{{name}}"}""";
        var strangersKey = LocalIssuer.Jwk(name, stranger).ToJsonString();
        string[] forged =
        [
            // No signature, in every spelling.
            $"{Encode("""{"alg":"none"}""")}.{body}.",
            $"{Encode("""{"alg":"none"}""")}.{body}.{signature}",
            $"{Encode($$"""{"alg":"None","kid":"{{name}}"}""")}.{body}.{signature}",
            $"{Encode($$"""{"kid":"{{name}}"}""")}.{body}.{signature}",
            $"{head}.{body}.",
            $"{head}.{body}.AA",
            // HS256 with what everybody knows.
            Hs256(name, body, Encoding.UTF8.GetBytes(users.Issuer.Key.ExportSubjectPublicKeyInfoPem())),
            Hs256(name, body, users.Issuer.Key.ExportSubjectPublicKeyInfo()),
            Hs256(name, body, users.Issuer.Key.ExportRSAPublicKey()),
            Hs256(name, body, Encoding.UTF8.GetBytes(users.Issuer.Jwks())),
            // Other algorithms, with the issuer's own key.
            Rsa(users.Issuer.Key, name, "RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, body),
            Rsa(users.Issuer.Key, name, "PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss, body),
            Rsa(users.Issuer.Key, name, "rs256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, body),
            // A stranger's signature, and a key that the token brings itself.
            LocalIssuer.Sign(header, payload, stranger),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","jwk":{{strangersKey}}}""", payload, stranger),
            LocalIssuer.Sign($$"""{"alg":"RS256","jwk":{{strangersKey}}}""", payload, stranger),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","jku":"{{users.Issuer.JwksUri}}?other"}""", payload, stranger),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","x5u":"{{users.Issuer.JwksUri}}?other"}""", payload, stranger),
            // Good signatures over wrong headers.
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","crit":["exp"],"exp":1}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","typ":"logout+jwt"}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}","typ":7}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","alg":"none","kid":"{{name}}"}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":7}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":""}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"../../{{name}}"}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}' OR '1'='1"}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{name}}\u0000"}""", payload, users.Issuer.Key),
            LocalIssuer.Sign($$"""{"alg":"RS256","kid":"{{new string('k', 10_000)}}"}""", payload, users.Issuer.Key),
            // One part from another token.
            $"{head}.{Encode(payload.Replace("developer", "admin", StringComparison.Ordinal))}.{signature}",
            $"{head}.{users.Token("user_other").Split('.')[1]}.{signature}",
            // Two issuers, two subjects: which one counts is for nobody to choose.
            LocalIssuer.Sign(header, payload[..^1] + $$""","iss":"https://other.example"}""", users.Issuer.Key),
            LocalIssuer.Sign(header, payload[..^1] + ""","sub":"admin"}""", users.Issuer.Key),
        ];
        foreach (var token in forged)
            await AssertRefused(users, token);
        // None of them made the server ask anywhere.
        Assert.Equal(1, users.Issuer.Fetches);
    }

    [Fact]
    public async Task WrongClaims_AreRefused()
    {
        await using var users = await UserServer.Start();
        var now = users.Now.ToUnixTimeSeconds();
        Action<JsonObject>[] changes =
        [
            payload => payload["iss"] = users.Issuer.Issuer + "/",
            payload => payload["iss"] = "HTTPS://ISSUER.EXAMPLE",
            payload => payload["iss"] = new JsonArray(users.Issuer.Issuer),
            payload => payload.Remove("iss"),
            payload => payload["aud"] = "another-service",
            payload => payload["aud"] = LocalIssuer.Audience + "/",
            payload => payload["aud"] = LocalIssuer.Audience.ToUpperInvariant(),
            payload => payload["aud"] = new JsonArray(),
            payload => payload["aud"] = null,
            payload => payload.Remove("aud"),
            payload => payload.Remove("sub"),
            payload => payload["sub"] = "",
            payload => payload["sub"] = 7,
            payload => payload["sub"] = new string('s', 300),
            payload => payload["sub"] = "a\nb",
            payload => payload.Remove("exp"),
            payload => payload["exp"] = null,
            payload => payload["exp"] = $"{now + 60}",
            payload => payload["exp"] = -1,
            payload => payload["exp"] = 1e300,
            payload => payload["nbf"] = "soon",
            payload => payload["nbf"] = now + 31,
            payload => payload["iat"] = now + 31,
            payload => payload["iat"] = new JsonObject(),
        ];
        foreach (var change in changes)
            await AssertRefused(users, users.Token(claims: change));
    }

    [Fact]
    public async Task Garbage_IsRefused()
    {
        await using var users = await UserServer.Start();
        // Deep nesting and long texts among them.
        var deep = string.Concat(Enumerable.Repeat("[", 3_000));
        string[] garbage =
        [
            "eyJ", "eyJ..", "eyJhbGciOiJSUzI1NiJ9..", "eyJhbGciOiJSUzI1NiJ9.eyJ9.AAAA", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "eyJ!!!.e30.AAAA",
            "eyJhbGciOiJSUzI1NiJ9=.e30=.AAAA=", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA.AAAA.AAAA", "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",
            "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA", "eyJ%00.e30.AAAA",
            $"{Encode("""{"alg":"RS256"}""")}.{Encode($$"""{"iss":"{{users.Issuer.Issuer}}","x":{{deep}}""")}.AAAA",
        ];
        foreach (var text in garbage)
        {
            await AssertRefused(users, text);
            await AssertRefused(users, text + new string('A', 20_000));
            await AssertRefused(users, users.Token() + text);
        }

        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
    }

    [Fact]
    public async Task HugeHeader_Is431AndTheServerLives()
    {
        await using var users = await UserServer.Start();
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await users.Me("eyJ." + new string('A', 1_000_000) + ".A")).Status);
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token()));
    }

    [Fact]
    public async Task ClockSkew_CountsToTheSecond()
    {
        await using var users = await UserServer.Start(options => options with { ClockSkewSeconds = 10 });
        var now = users.Now.ToUnixTimeSeconds();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token(claims: payload => payload["nbf"] = now + 10)));
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(users.Token(claims: payload => payload["nbf"] = now + 11)));
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token(claims: payload => payload["exp"] = now - 9)));
        var over = await users.Me(users.Token(claims: payload => payload["exp"] = now - 10));
        Assert.Equal((HttpStatusCode.Unauthorized, """{"detail":"Token has expired"}"""), (over.Status, over.Body));
    }

    /// <summary>A token that was seen before is not looked at again, and ends all the same.</summary>
    [Fact]
    public async Task SeenToken_ExpiresInTime()
    {
        await using var users = await UserServer.Start(options => options with { ClockSkewSeconds = 0 });
        var token = users.Token(claims: payload => payload["exp"] = users.Now.ToUnixTimeSeconds() + 30);
        for (var second = 0; second < 30; second++)
        {
            Assert.Equal((second, HttpStatusCode.OK), (second, await users.MayRead(token)));
            users.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(token));
        Assert.Equal("""{"detail":"Token has expired"}""", (await users.Me(token)).Body);
    }

    /// <summary>Only who can sign is told that a token has expired.</summary>
    [Fact]
    public async Task ForgedExpiredToken_IsNotCalledExpired()
    {
        await using var users = await UserServer.Start();
        var token = users.Token(claims: payload => payload["exp"] = 1);
        Assert.Equal("""{"detail":"Token has expired"}""", (await users.Me(token)).Body);
        Assert.Equal("""{"detail":"Invalid token"}""", (await users.Me(token[..token.LastIndexOf('.')] + "." + new string('A', 342))).Body);
    }

    [Fact]
    public async Task AuthorizedParties_TakeTheAudiencesPlace()
    {
        await using var users = await UserServer.Start(options => options with { Audiences = [], AuthorizedParties = ["https://app.example"] });
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(users.Token(claims: payload => (payload["azp"], payload["aud"]) = ("https://app.example", null))));
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(users.Token(claims: payload => payload["azp"] = "https://evil.example")));
        Assert.Equal(HttpStatusCode.Unauthorized, await users.MayRead(users.Token()));
    }

    /// <summary>A million bad tokens, each another one, from as many addresses as an attacker likes.</summary>
    [Fact]
    public async Task MillionBadTokens_LeaveMemoryFlat()
    {
        const int Count = 1_000_000;
        await using var users = await UserServer.Start(server: options => options with { TrustedProxies = [] });
        var authenticator = users.Server.Server.Authenticator;
        var good = users.Token();
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(good));
        var (head, body) = (good.Split('.')[0], good.Split('.')[1]);
        // One in a hundred is dear: it names our issuer and its key, so that its signature is computed. The others are shorter.
        var unsigned = Encode("""{"iss":"https://other.example"}""");
        long before = 0;
        for (var i = 0; i < Count; i++)
        {
            var tail = $"{i:x8}";
            var token = i % 100 == 0 ? $"{head}.{body}.{tail}{new string('A', 334)}" : $"{head}.{unsigned}.{tail}";
            var authentication = await authenticator.Authenticate(token, limited: false);
            Assert.False(authentication.Succeeded);
            if (i == Count / 10)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 4 << 20, $"{grown} bytes more after {Count} bad tokens.");
        Assert.Equal(HttpStatusCode.OK, await users.MayRead(good));
    }

    private static async Task AssertRefused(UserServer users, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize/collections/products/documents/1");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        // From an address of its own: what is limited is not looked at.
        request.Headers.Add("X-Forwarded-For", $"2001:db8:{Random.Shared.Next(65536):x}:{Random.Shared.Next(65536):x}::1");
        using var answer = await users.Server.Http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode}: {(token.Length > 2_000 ? token[..2_000] : token)}");
    }

    private static string Encode(string text) => LocalIssuer.Base64Url(Encoding.UTF8.GetBytes(text));

    private static string Text(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Hs256(string keyId, string body, byte[] secret)
    {
        var text = $"{Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{keyId}}"}""")}.{body}";
        return $"{text}.{LocalIssuer.Base64Url(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Rsa(RSA key, string keyId, string algorithm, HashAlgorithmName hash, RSASignaturePadding padding, string body)
    {
        var text = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{keyId}}"}""")}.{body}";
        return $"{text}.{LocalIssuer.Base64Url(key.SignData(Encoding.ASCII.GetBytes(text), hash, padding))}";
    }
}
