using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Audit;

/// <summary>What is recorded, and under which request id.</summary>
public class AuditRecordTests
{
    [Fact]
    public async Task Request_IsRecordedWithWhoWhatWhenAndFromWhere()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(actions: ["keys:list"]);
        await server.Send(HttpMethod.Get, "/keys?page=1", key: value, headers: [("X-Request-Id", "r-1"), ("X-Forwarded-For", "203.0.113.7")]);

        var record = await Single(server, "request_id=r-1");
        Assert.Equal("request", record["kind"]!.GetValue<string>());
        Assert.Equal($"key:{id}", record["credential"]!.GetValue<string>());
        Assert.Equal("GET /keys", record["route"]!.GetValue<string>());
        Assert.Equal("keys:list", record["action"]!.GetValue<string>());
        Assert.Equal("GET", record["method"]!.GetValue<string>());
        Assert.Equal(200, record["status"]!.GetValue<int>());
        Assert.Equal("allowed", record["outcome"]!.GetValue<string>());
        Assert.Equal("203.0.113.7", record["address"]!.GetValue<string>());
        Assert.Equal("2026-05-01T12:00:00.000Z", record["time"]!.GetValue<string>());
        Assert.Equal("default", record["workspace"]!.GetValue<string>());
    }

    [Fact]
    public async Task Refusal_IsRecordedWithItsReason()
    {
        await using var server = await TestServer.Start();
        var (expiredId, expired) = await server.CreateKey(actions: ["*"], expiresAt: 1);
        var (id, narrow) = await server.CreateKey(collections: ["a"]);
        await Send(server, "/keys", expired, "expired");
        await Send(server, "/keys", narrow, "action");
        await Send(server, "/authorize?action=documents:search&collection=b", narrow, "collection");
        await Send(server, "/keys", "nobody's", "unknown");

        Assert.Equal(("expired", $"key:{expiredId}", 401), Reason(await Single(server, "request_id=expired")));
        Assert.Equal(("action_not_granted", $"key:{id}", 401), Reason(await Single(server, "request_id=action")));
        Assert.Equal(("collection_not_granted", $"key:{id}", 403), Reason(await Single(server, "request_id=collection")));
        Assert.Equal(("unknown", "unknown", 401), Reason(await Single(server, "request_id=unknown")));
    }

    [Fact]
    public async Task ScopedKey_IsRecordedAsItsParent()
    {
        await using var server = await TestServer.Start();
        var (id, parent) = await server.CreateKey();
        var scoped = Keys.ScopedKeyTests.Mint(parent, "{}");
        await Send(server, "/authorize/collections/a/documents/search", scoped, "scoped");
        var record = await Single(server, "request_id=scoped");
        Assert.Equal($"key:{id}", record["credential"]!.GetValue<string>());
        Assert.True(record["scoped"]!.GetValue<bool>());
        Assert.Equal("GET /collections/{collection}/documents/search", record["route"]!.GetValue<string>());
    }

    [Fact]
    public async Task RequestWithoutCredential_IsNotRecorded()
    {
        await using var server = await TestServer.Start();
        await Send(server, "/health", null, "health");
        await Send(server, "/keys", null, "no-key");
        await Send(server, "/nowhere", server.BootstrapKey, "no-route");
        await Send(server, "/debug", server.BootstrapKey, "last");
        await Single(server, "request_id=last");
        Assert.Equal(["last"], new AuditDirectory(server.Options.DataDir).Of("request").Select(record => record["request_id"]!.GetValue<string>())
            .Where(id => id.Length < 20));
    }

    [Fact]
    public async Task Change_HasItsIntentAndItsOutcomeBeforeTheAnswer()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey();
        await server.Send(HttpMethod.Patch, $"/keys/{id}", new { description = "renamed" });
        await server.Send(HttpMethod.Post, $"/keys/{id}/scoped/revoke");
        await server.Delete($"/keys/{id}");

        // Without waiting for anything: it was answered, so it is there.
        var changes = new AuditDirectory(server.Options.DataDir).Of("change").ToList();
        Assert.Equal(
            ["created intended", "created made", "updated intended", "updated made", "updated intended", "updated made", "removed intended", "removed made"],
            changes.Select(change => $"{change["change"]} {change["outcome"]}"));
        Assert.All(changes, change => Assert.Equal(("bootstrap", $"key:{id}", "127.0.0.1"), (Text(change, "credential"), Text(change, "target"), Text(change, "address"))));
        Assert.Equal("DELETE /keys/{id}", Text(changes[^1], "route"));
        Assert.Equal("renamed", Text(changes[^1], "description"));
    }

    [Fact]
    public async Task AutodeletedKey_IsRecordedAsTheServersDoing()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey(expiresAt: server.Clock.GetUtcNow().ToUnixTimeSeconds() + 1, autodelete: true);
        for (var attempt = 0; attempt < 100 && (await server.Get($"/keys/{id}")).Status != HttpStatusCode.NotFound; attempt++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50);
        }

        var removed = new AuditDirectory(server.Options.DataDir).Of("change").Last();
        Assert.Equal(("server", "removed", "made"), (Text(removed, "credential"), Text(removed, "change"), Text(removed, "outcome")));
    }

    [Fact]
    public async Task RequestsSwitchedOff_LeaveChangesOn()
    {
        await using var server = await TestServer.Start(options => options with { AuditRequests = false });
        await server.CreateKey();
        await server.Get("/audit");
        var audit = new AuditDirectory(server.Options.DataDir);
        Assert.Empty(audit.Of("request"));
        Assert.Equal(2, audit.Of("change").Count());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("Root=1-67891233-abcdef012345678912345678")]
    [InlineData("A-Z.a_z:0/9+@==")]
    public async Task RequestId_IsTakenAndReturned(string id)
    {
        await using var server = await TestServer.Start();
        foreach (var (path, key) in new[] { ("/health", null), ("/nowhere", null), ("/keys", "wrong"), ("/keys", server.BootstrapKey) })
            Assert.Equal(id, (await server.Send(HttpMethod.Get, path, key: key, headers: ("X-Request-Id", id))).Headers["X-Request-Id"]);
        await Single(server, $"request_id={Uri.EscapeDataString(id)}&status=200");
    }

    [Fact]
    public async Task RequestId_IsMadeWhereThereIsNone()
    {
        await using var server = await TestServer.Start();
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var id = (await server.Get(i % 2 == 0 ? "/health" : "/debug")).Headers["X-Request-Id"];
            Assert.Matches("^[0-9a-f]{32}$", id);
            Assert.True(ids.Add(id));
        }
    }

    [Theory]
    [InlineData("X-Request-Id: ")]
    [InlineData("X-Request-Id: a b")]
    [InlineData("X-Request-Id: a\"b")]
    [InlineData("X-Request-Id: a\tb")]
    [InlineData("X-Request-Id: <script>")]
    [InlineData("X-Request-Id: \u00e9")]
    [InlineData("X-Request-Id: a\r\nX-Request-Id: b")]
    [InlineData("X-Request-Id: 01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task HostileRequestId_IsReplaced(string header)
    {
        await using var server = await TestServer.Start();
        var answer = await Raw(server, header);
        Assert.Matches("\r\nX-Request-Id: [0-9a-f]{32}\r\n", answer);
        Assert.Single(answer.Split("X-Request-Id:").Skip(1));
    }

    // A line break of its own cannot be sent in a header; what comes closest must not end one in the answer or in a record.
    [Theory]
    [InlineData("X-Request-Id: a%0d%0aSet-Cookie: b")]
    [InlineData("X-Request-Id: a\rSet-Cookie: b")]
    [InlineData("X-Request-Id: a\nSet-Cookie: b")]
    [InlineData("X-Request-Id: a\0b")]
    public async Task LineBreakInRequestId_ReachesNothing(string header)
    {
        await using var server = await TestServer.Start();
        var answer = await Raw(server, header);
        Assert.DoesNotContain("Set-Cookie", answer, StringComparison.Ordinal);
        await Send(server, "/debug", server.BootstrapKey, "after");
        await Single(server, "request_id=after");
        Assert.DoesNotContain(new AuditDirectory(server.Options.DataDir).Records, record => record.ToJsonString().Contains("Cookie", StringComparison.Ordinal));
    }

    internal static async Task<JsonNode> Single(TestServer server, string query)
    {
        // A request is recorded right after its answer: its caller may be faster.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var records = (await server.Get($"/audit?{query}")).Json["records"]!.AsArray();
            if (records.Count > 0)
                return Assert.Single(records)!;
            await Task.Delay(20);
        }

        throw new InvalidOperationException($"Nothing was recorded for {query}.");
    }

    private static Task<TestServer.Answer> Send(TestServer server, string path, string? key, string requestId) =>
        server.Send(HttpMethod.Get, path, key: key, headers: ("X-Request-Id", requestId));

    private static async Task<string> Raw(TestServer server, string header)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
            $"GET /debug HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{TestServer.KeyHeader}: {server.BootstrapKey}\r\n{header}\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static (string?, string?, int) Reason(JsonNode record) =>
        (Text(record, "outcome"), Text(record, "credential"), record["status"]!.GetValue<int>());

    private static string? Text(JsonNode record, string name) => record[name]?.GetValue<string>();
}
