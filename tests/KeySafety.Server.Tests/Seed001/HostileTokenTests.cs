using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KeySafety.Server.Access;
using KeySafety.Server.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>Tokens that somebody made or changed: none of them opens anything, whatever it claims.</summary>
[Collection(Alone.Name)]
public sealed class HostileTokenTests : IDisposable
{
    private readonly RSA _own = RSA.Create(2048);

    public void Dispose() => _own.Dispose();

    [Fact]
    public async Task ForgedHeader_IsRefused()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService());
        var (header, payload) = (ApiClients.Header(token), token.Split('.')[1]);
        var jwk = (await server.Get("/.well-known/jwks.json", key: null)).Json["keys"]![0]!;
        using var published = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(jwk["n"]!.GetValue<string>()), Exponent = Base64Url.DecodeFromChars(jwk["e"]!.GetValue<string>()),
        });

        var none = With(header, ("alg", "none"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken($"{none}.{payload}."));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken($"{none}.{payload}.{token.Split('.')[2]}"));
        // The classic: the public key as the secret of an HMAC, in every form in which it is published.
        foreach (var secret in new[]
        {
            published.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(published.ExportRSAPublicKeyPem()), Base64Url.DecodeFromChars(jwk["n"]!.GetValue<string>()), Encoding.UTF8.GetBytes(jwk.ToJsonString()),
        })
        {
            var signed = $"{With(header, ("alg", "HS256"))}.{payload}";
            Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(
                $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}"));
        }

        // A key of the forger's own, with its kid, with ours, and embedded.
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Sign(Text(header), payload)));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Sign(With(header, ("kid", "other")), payload)));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Sign(With(header, ("jku", "https://evil.example/jwks.json")), payload)));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Sign(With(header, ("alg", "PS256")), payload)));
        var embedded = header.DeepClone();
        var mine = _own.ExportParameters(includePrivateParameters: false);
        embedded["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(mine.Modulus), ["e"] = Base64Url.EncodeToString(mine.Exponent) };
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Sign(Text(embedded), payload)));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    /// <summary>Signed by the right key, and yet no access token of this server.</summary>
    [Fact]
    public async Task TokenForAnother_IsRefused()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var good = Token(await Current(server), server, client.Id);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(good));
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("iss", "https://other.example.com"), ("iss", ApiClients.PublicUrl + "/"), ("iss", null), ("aud", "https://other.example.com"), ("aud", null), ("aud", new JsonArray()),
            ("client_id", "client_other"), ("client_id", null), ("client_epoch", 1), ("client_epoch", null), ("client_epoch", "x"), ("jti", null),
            ("exp", null), ("exp", "soon"), ("exp", 0), ("exp", -1),
            ("iat", server.Clock.GetUtcNow().ToUnixTimeSeconds() + 62),
        })
        {
            var token = Token(await Current(server), server, client.Id, (name, value));
            Assert.True(HttpStatusCode.Unauthorized == await server.AuthorizeToken(token), $"{name} = {value?.ToJsonString()}");
        }

        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(
            Token(await Current(server), server, client.Id, ("iat", server.Clock.GetUtcNow().ToUnixTimeSeconds() + 59))));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(
            Token(await Current(server), server, client.Id, ("exp", server.Clock.GetUtcNow().ToUnixTimeSeconds()))));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(
            Token(await Current(server), server, client.Id, ("exp", server.Clock.GetUtcNow().ToUnixTimeSeconds() + 1))));
        foreach (var type in new[] { "JWT", "id+jwt", "AT+JWT", "application/at+jwt", "" })
            Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Token(await Current(server), server, client.Id, type: type)));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(Token(await Current(server), server, client.Id, more: ("crit", new JsonArray("exp")))));
    }

    [Fact]
    public async Task ChangedText_IsRefused()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService());
        var parts = token.Split('.');
        var lastOfSignature = parts[2][^1];
        // The bits of the last character that decode to nothing: laxer decoders take these for the same token.
        var sibling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".First(c => c != lastOfSignature && Value(c) >> 4 == Value(lastOfSignature) >> 4);
        string[] changed =
        [
            token[..^1], token + "=", token + "==", token + "A", token[..^1] + sibling, token + ".", "." + token, token + ".x",
            $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}..{parts[2]}", $"{parts[0]}=.{parts[1]}.{parts[2]}",
            token.Replace('_', '/'), $"{parts[0]}.{Flip(parts[1])}.{parts[2]}", $"{Flip(parts[0])}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{Flip(parts[2])}",
            $"{parts[1]}.{parts[0]}.{parts[2]}", "eyJ..", "eyJ.eyJ.eyJ", "eyJhbGciOg.e30.x", $"{parts[0]}.{parts[1]}\n.{parts[2]}", $"{parts[0]}.é.{parts[2]}",
        ];
        foreach (var text in changed.Where(text => text != token))
            Assert.True(HttpStatusCode.Unauthorized == (await server.Get("/authorize?action=documents:search&x-typesense-api-key=" + Uri.EscapeDataString(text), key: null)).Status, text);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    [Fact]
    public async Task HugeToken_IsRefusedAtOnce()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService());
        var (head, rest) = (token[..token.IndexOf('.')], token[token.LastIndexOf('.')..]);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await server.AuthorizeToken(head + "." + new string('a', 1 << 20) + rest));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(head + "." + new string('a', 16_000) + rest));
        // In a body there is room for more.
        var search = new JsonObject { ["searches"] = new JsonArray(new JsonObject { ["collection"] = "a", ["x-typesense-api-key"] = head + "." + new string('a', 900_000) + rest }) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post("/authorize/multi_search", search, key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    /// <summary>A million distinct bad tokens from as many addresses, most of them malformed, some with our key id and a wrong signature.</summary>
    [Fact]
    public async Task MillionBadTokens_LeaveTheMemoryAsItWas()
    {
        await using var server = await ApiClients.Start();
        var token = await server.Token(await server.CreateService());
        var parts = token.Split('.');
        var access = server.Server.Access;
        await Try(access, parts, 0, 50_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Try(access, parts, 50_000, 1_000_000);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // The addresses that failed last are remembered, up to a bound that the first round does not reach: 65,536 of about 300 bytes.
        Assert.True(grown < 32 << 20, $"Memory grew by {grown} bytes.");
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(token));
    }

    private static async Task Try(AccessControl access, string[] parts, int from, int to)
    {
        var demand = new Demand("documents:search", CollectionScope.None);
        for (var i = from; i < to; i++)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            var bad = (i % 1000) switch
            {
                0 => $"{parts[0]}.{parts[1]}.{i:d8}{parts[2][8..]}",
                < 500 => $"eyJhbGciOiJSUzI1NiIsImtpZCI6Ing{i:d8}.{parts[1]}.{parts[2]}",
                _ => $"bad-key-{i}",
            };
            Assert.False((await access.Check(context, bad, demand)).IsAllowed);
        }
    }

    private static async Task<RSA> Current(TestServer server)
    {
        var key = server.Server.Store.Tables.SigningKeys.Values.SingleOrDefault();
        if (key is null)
            await server.Get("/.well-known/jwks.json", key: null);
        key = server.Server.Store.Tables.SigningKeys.Values.Single();
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(server.Server.Store.DataKey.Open(key.SealedPrivateKey, key.Id), out _);
        return rsa;
    }

    /// <summary>A token with the server's own key, as it would be but for what is changed; a null takes a claim away.</summary>
    private static string Token(
        RSA key, TestServer server, string clientId, (string Name, JsonNode? Value)? change = null, string type = "at+jwt", (string Name, JsonNode Value)? more = null)
    {
        using (key)
        {
            var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
            var claims = new JsonObject
            {
                ["iss"] = ApiClients.PublicUrl, ["aud"] = ApiClients.PublicUrl, ["sub"] = clientId, ["client_id"] = clientId, ["client_epoch"] = 0,
                ["jti"] = Guid.NewGuid().ToString("N"), ["iat"] = now, ["exp"] = now + 3600, ["workspace"] = "default",
            };
            if (change is { Value: null } gone)
                claims.Remove(gone.Name);
            else if (change is { } changed)
                claims[changed.Name] = changed.Value!.DeepClone();
            var header = new JsonObject { ["alg"] = "RS256", ["kid"] = server.Server.Store.Tables.SigningKeys.Values.Single().Id, ["typ"] = type };
            if (more is { } extra)
                header[extra.Name] = extra.Value;
            var signed = $"{Text(header)}.{Text(claims)}";
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }
    }

    private string Sign(string header, string payload) =>
        $"{header}.{payload}.{Base64Url.EncodeToString(_own.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

    private static string With(JsonNode header, (string Name, string Value) change)
    {
        var changed = header.DeepClone();
        changed[change.Name] = change.Value;
        return Text(changed);
    }

    private static string Text(JsonNode json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string Flip(string part) => part[..5] + (part[5] == 'A' ? 'B' : 'A') + part[6..];

    private static int Value(char c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".IndexOf(c, StringComparison.Ordinal);
}
