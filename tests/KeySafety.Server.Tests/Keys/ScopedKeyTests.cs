using System.Net;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Keys;

public class ScopedKeyTests
{
    // The vectors of the wire contract, assembled here from parent and parameters by the client's own algorithm.
    private const string Documented = "RN23GFr1s6jQ9kgSNg2O7fYcAUXU7127";

    [Theory]
    [InlineData("""{"filter_by":"company_id:124","expires_at":1906054106}""", "OW9DYWZGS1Q1RGdSbmo0S1QrOWxhbk9PL2kxbTU1eXA3bCthdmE5eXJKRT1STjIzeyJmaWx0ZXJfYnkiOiJjb21wYW55X2lkOjEyNCIsImV4cGlyZXNfYXQiOjE5MDYwNTQxMDZ9")]
    [InlineData("""{"filter_by":"company_id:124"}""", "SC9sT0hncHFwTHNFc3U3d3psRDZBUGNXQUViQUdDNmRHSmJFQnNnczJ4VT1STjIzeyJmaWx0ZXJfYnkiOiJjb21wYW55X2lkOjEyNCJ9")]
    [InlineData("""{"filter_by":"nn:>5"}""", "YW4rclYwWVRCTm5MVlVQMmlmQmVHN2xWZ0d2ZEcvTDdCOGdFNEdhKzV0VT1STjIzeyJmaWx0ZXJfYnkiOiJubjo+NSJ9")]
    [InlineData("""{"filter_by":"nom:=Zoë"}""", "NFFTakd4S0tvNnFFZlpIY3JTbVJnWmZIZjcyL01mUWxqYmdLeG9mYURRcz1STjIzeyJmaWx0ZXJfYnkiOiJub206PVpvw6sifQ==")]
    public async Task VectorOfTheDocumentation_IsAccepted(string parameters, string scoped)
    {
        Assert.Equal(scoped, Mint(Documented, parameters));
        await using var server = await TestServer.Start();
        await server.CreateKey(value: Documented);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        // Its padding is optional.
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped.TrimEnd('=')));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"expires_at":1.5}""")]
    [InlineData("""{"expires_at":-1}""")]
    [InlineData("""{"expires_at":"1906054106"}""")]
    [InlineData("""{"expires_at":1606563316}""")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{} {}""")]
    [InlineData("""{"scoped_epoch":-1}""")]
    public async Task SignedButWrongParameters_AreRefused(string parameters)
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(value: Documented);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(Documented, parameters)));
    }

    [Theory]
    [InlineData("SXZqcVdOWjVNNUVsY3ZiTW9YajQ1QnhrUXJaRzRaS0VhTlFvUmlvQ3gycz1LZXlWeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll1", 200)]
    [InlineData("SXZqcVdOWjVNNUVsY3ZiTW9YajQ1QnhrUXJaRzRaS0VhTlFvUmlvQ3gycz1LZXlWeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll2", 403)]
    [InlineData("QmNlNXdkUThaeDJFZXNiOXB4VUFCT1BmN01GSEJnRUdiMng2aTJESjJqND1LZXlWeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll2", 200)]
    [InlineData("QmNlNXdkUThaeDJFZXNiOXB4VUFCT1BmN01GSEJnRUdiMng2aTJESjJqND1LZXlWeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll1", 403)]
    [InlineData("Qlhic2sreExUMWd4T2pEeWlwNitQRTRNdE96T20vSDdrYmtOMWQvai9zND1BZG1peyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll1", 401)]
    [InlineData("K1M2STRDelZYNHpxNGVWUTlBTGpOWUl4dk8wNU8xdnVEZi9aSUcvZE5tcz1FeHBpeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIiwgImV4cGlyZXNfYXQiOiAyMjM3NzEyMjIwfQ==", "coll1", 200)]
    [InlineData("SXFKNldZZWRiWkVKVmI2RCt3OTlKNHpBZ24yWlRUbEdJdERtTy9IZ2REZz1FeHBpeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIiwgImV4cGlyZXNfYXQiOiAxNjA2NTYzMzE2fQ==", "coll1", 401)]
    [InlineData("V3JMNFJlZHRMVStrZHphNFVGZDh4MWltSmx6Yzk2R3QvS2ZwSE8weGRWQT1FeHBpeyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIiwgImV4cGlyZXNfYXQiOiA2NDcyMzM2MzIwMH0=", "coll1", 401)]
    [InlineData("SXZqcVdOWjVNNUVsY3ZiTW9YajQ1QnhrUXJaRzRaS0VhTlFvUmlvQ3gycz1LZXlW eyJmaWx0ZXJfYnkiOiAidXNlcl9pZDoxMDgwIn0=", "coll1", 401)]
    public async Task VectorsOfTheUpstreamSuite(string scoped, string collection, int status)
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(value: "KeyVal", collections: ["coll1"]);
        await server.CreateKey(value: "KeyVal2", collections: ["coll2"]);
        await server.CreateKey(value: "AdminKey", actions: ["*"]);
        await server.CreateKey(value: "ExpireKey");
        await server.CreateKey(value: "ExpireKey2");
        await server.CreateKey(value: "ExpireKey3", expiresAt: 1606563841);
        Assert.Equal((HttpStatusCode)status, await server.Authorize(scoped, collection: collection));
    }

    [Fact]
    public async Task LeadingSpace_IsRefusedWhereItArrives()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(value: Documented);
        var scoped = Uri.EscapeDataString(Mint(Documented, "{}"));
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/authorize?action=documents:search&x-typesense-api-key={scoped}", key: null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get($"/authorize?action=documents:search&x-typesense-api-key=%20{scoped}", key: null)).Status);
    }

    [Fact]
    public async Task PlusInAQuery_IsASpaceUnlessEncoded()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey(value: Documented);
        var scoped = Mint(Documented, """{"filter_by":"nn:>5"}""");
        Assert.Contains('+', scoped);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get($"/authorize?action=documents:search&x-typesense-api-key={scoped}", key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Get($"/authorize?action=documents:search&x-typesense-api-key={Uri.EscapeDataString(scoped)}", key: null)).Status);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("documents:*")]
    [InlineData("documents:get")]
    public async Task ParentThatMayDoOtherThings_IsNoParent(string action)
    {
        await using var server = await TestServer.Start();
        var (_, parent) = await server.CreateKey(actions: [action]);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(parent, "{}")));
        var (_, two) = await server.CreateKey(actions: ["documents:search", "documents:get"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(two, "{}")));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(server.BootstrapKey, "{}")));
    }

    [Fact]
    public async Task ScopedKey_MaySearchOnly()
    {
        await using var server = await TestServer.Start();
        var (_, parent) = await server.CreateKey();
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(Mint(parent, "{}"), "documents:get"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", Mint(parent, "{}"))).Status);
    }

    [Fact]
    public async Task Answer_CarriesTheEmbeddedParametersOnOneAsciiLine()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var answer = await server.Get("/authorize?action=documents:search", Mint(parent, "{\n \"filter_by\": \"nom:=Zoë\", \"a\": [1, {\"b\": null}] }"));
        Assert.Equal($"{id}", answer.Headers["X-Key-Id"]);
        Assert.Equal(parent[..4], answer.Headers["X-Key-Prefix"]);
        Assert.Equal("""{"filter_by":"nom:=Zo\u00EB","a":[1,{"b":null}]}""", answer.Headers["X-Key-Embedded-Parameters"]);
    }

    [Fact]
    public async Task ManyParentsWithOnePrefix_EachIsFound()
    {
        await using var server = await TestServer.Start();
        var parents = new List<string>();
        for (var i = 0; i < 50; i++)
            parents.Add((await server.CreateKey(value: $"same-{i}-{TestServer.NewSecret()}", collections: [$"c{i}"])).Value);
        for (var i = 0; i < parents.Count; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parents[i], "{}"), collection: $"c{i}"));
            Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(Mint(parents[i], "{}"), collection: $"c{i + 1}"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint("same-" + TestServer.NewSecret(), "{}")));
        await server.Delete("/keys/20");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(parents[20], "{}"), collection: "c20"));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parents[21], "{\"a\":1}"), collection: "c21"));
    }

    [Fact]
    public async Task Expiry_EndsAScopedKeyThatWasAcceptedBefore()
    {
        await using var server = await TestServer.Start();
        var (_, parent) = await server.CreateKey();
        var expiresAt = server.Clock.GetUtcNow().ToUnixTimeSeconds() + 5;
        var scoped = Mint(parent, $$"""{"expires_at":{{expiresAt}}}""");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
    }

    /// <summary>"Scoped keys that embed additional restrictions (collection, expiration)".</summary>
    [Fact]
    public async Task EmbeddedCollection_IsTheOnlyOne()
    {
        await using var server = await TestServer.Start();
        foreach (var collections in new[] { new[] { "a", "b" }, ["*"] })
        {
            var (_, parent) = await server.CreateKey(collections: collections);
            var scoped = Mint(parent, """{"collection":"a"}""");
            Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped, collection: "a"));
            Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(scoped, collection: "b"));
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/collections/b/documents/search", scoped)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Get("/authorize/collections/a/documents/search?collection=b", scoped)).Status);
            foreach (var (body, status) in new[]
            {
                ("""{"searches":[{}]}""", HttpStatusCode.OK),
                ("""{"searches":[{"collection":"a"},{}]}""", HttpStatusCode.OK),
                ("""{"searches":[{"collection":"a"},{"collection":"b"}]}""", HttpStatusCode.Forbidden),
                ("""{"searches":[{"collection":"b"}]}""", HttpStatusCode.Forbidden),
                ("""{"searches":[{"collection":"b","collection":"a"}]}""", HttpStatusCode.Forbidden),
            })
            {
                Assert.Equal((body, status), (body, (await server.Post("/authorize/multi_search", body, scoped)).Status));
            }

            // It cannot embed what its parent may not, nor something that is no name.
            Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(Mint(parent, """{"collection":"c"}"""), collection: "b"));
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(parent, """{"collection":["a"]}"""), collection: "a"));
        }
    }

    [Fact]
    public async Task ChangeOfTheParent_HoldsForScopedKeysSeenBefore()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey(collections: ["a"]);
        var scoped = Mint(parent, "{}");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped, collection: "a"));
        await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"collections":["b"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(scoped, collection: "a"));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped, collection: "b"));
        await server.Send(HttpMethod.Patch, $"/keys/{id}", """{"actions":["*"]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped, collection: "b"));
        await server.Delete($"/keys/{id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped, collection: "b"));
    }

    [Fact]
    public async Task OneScopedKey_IsRevokedHoweverItIsWritten()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var revoked = Mint(parent, """{"filter_by":"user:1"}""");
        var other = Mint(parent, """{"filter_by":"user:2"}""");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(revoked));
        var answer = await server.Post($"/keys/{id}/scoped/revoke", new { value = revoked });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1, answer.Json["revoked_scoped_keys"]!.GetValue<int>());
        foreach (var spelling in (string[])[revoked, revoked.TrimEnd('='), revoked.TrimEnd('=') + "=!!", revoked + "====", revoked + "-junk"])
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(spelling));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(other));
        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(revoked));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(other));
    }

    [Fact]
    public async Task AllScopedKeys_AreRevokedByTheEpoch()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var old = Mint(parent, "{}");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(old));
        var answer = await server.Post($"/keys/{id}/scoped/revoke", body: null);
        Assert.Equal((HttpStatusCode.OK, 1), (answer.Status, answer.Json["scoped_epoch"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(old));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(parent));

        Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parent, """{"scoped_epoch":1}""")));
        var minted = (await server.Post($"/keys/{id}/scoped", """{"filter_by":"a:1"}""")).Json["value"]!.GetValue<string>();
        Assert.Equal(Mint(parent, """{"filter_by":"a:1","scoped_epoch":1}"""), minted);
        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(old));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(minted));
        Assert.Equal(1, (await server.Get($"/keys/{id}")).Json["scoped_epoch"]!.GetValue<int>());
    }

    [Fact]
    public async Task RevokingAll_ReachesKeysOfAnyEpoch()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var ahead = Mint(parent, """{"scoped_epoch":5}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(ahead));
        var minted = (await server.Post($"/keys/{id}/scoped", """{"scoped_epoch":4294967295}""")).Json["value"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(minted));
        await server.Post($"/keys/{id}/scoped/revoke", body: null);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(minted));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(ahead));
    }

    [Fact]
    public async Task Reseal_KeepsARevokedScopedKeyRevoked()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var revoked = Mint(parent, """{"filter_by":"a:1"}""");
        await server.Post($"/keys/{id}/scoped/revoke", new { value = revoked });
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(parent));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parent, "{}")));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(revoked));
    }

    [Fact]
    public async Task OverlongParameters_AreRefused()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        string Filter(int length) => $$"""{"filter_by":"{{new string('f', length)}}"}""";
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parent, Filter(3900))));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(parent, Filter(4100))));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{id}/scoped", Filter(4100))).Status);
    }

    [Fact]
    public async Task ParentBeyondAscii_SaysThatItCannotSign()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", new { description = "", actions = new[] { "documents:search" }, collections = new[] { "*" }, value = "clé-" + TestServer.NewSecret(), scoped = true });
        Assert.Single(created.Json["warnings"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys/0/scoped", "{}")).Status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"value\":1}")]
    [InlineData("{\"valu\":\"x\"}")]
    [InlineData("{\"value\":\"not a scoped key\"}")]
    public async Task UnreadableRevocation_RevokesNothing(string body)
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{id}/scoped/revoke", body)).Status);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(Mint(parent, "{}")));
    }

    [Fact]
    public async Task MintedKey_IsWhatAClientWouldMake()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        const string Parameters = """{"filter_by": "nom:=Zoë", "expires_at":1906054106}""";
        var minted = await server.Post($"/keys/{id}/scoped", Parameters);
        Assert.Equal(HttpStatusCode.Created, minted.Status);
        Assert.Equal(Mint(parent, Parameters), minted.Json["value"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{id}/scoped", """{"expires_at":-1}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{id}/scoped", "[]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Post("/keys/99/scoped", "{}")).Status);
    }

    [Fact]
    public async Task KeyCreatedAsNotScoped_KeepsItsValueNowhere()
    {
        await using var server = await TestServer.Start();
        var created = await server.Post("/keys", """{"description":"","actions":["documents:search"],"collections":["*"],"scoped":false}""");
        var value = created.Json["value"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(Mint(value, "{}")));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post("/keys/0/scoped", "{}")).Status);
    }

    /// <summary>What every official client does: the algorithm a second time, with the platform's HMAC.</summary>
    internal static string Mint(string parent, string parameters)
    {
        var code = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(parent), Encoding.UTF8.GetBytes(parameters)));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(code + parent[..4] + parameters));
    }
}
