using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Audit;

/// <summary><c>GET /audit</c>: who may ask, filters, pages, CSV.</summary>
public class AuditListTests
{
    [Fact]
    public async Task Audit_TakesItsOwnAction()
    {
        await using var server = await TestServer.Start();
        var (_, auditor) = await server.CreateKey(actions: ["audit:list"]);
        var (_, other) = await server.CreateKey(actions: ["keys:*"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/audit", auditor)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/audit", other)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/audit", key: null)).Status);
    }

    [Fact]
    public async Task Filters_HoldTogether()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(actions: ["keys:list"]);
        await Send(server, HttpMethod.Get, "/keys", value, "a", "203.0.113.1");
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await Send(server, HttpMethod.Get, "/keys", value, "b", "::ffff:203.0.113.2");
        await Send(server, HttpMethod.Post, "/keys", value, "c", "2001:db8::1");
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await Send(server, HttpMethod.Get, "/debug", server.BootstrapKey, "d", "2001:db8::1");
        await AuditRecordTests.Single(server, "request_id=d");

        Assert.Equal("c b a", await Ids(server, $"kind=request&credential=key:{id}"));
        Assert.Equal($"request request request change change", string.Join(' ', (await Records(server, $"credential=key:{id}")).Select(record => record!["kind"])));
        Assert.Equal("b a", await Ids(server, "kind=request&route=GET /keys"));
        Assert.Equal("c", await Ids(server, $"status=401&credential=key:{id}"));
        Assert.Equal("c", await Ids(server, $"status=4xx&credential=key:{id}"));
        Assert.Equal("b a", await Ids(server, $"status=2xx&credential=key:{id}"));
        Assert.Equal("c", await Ids(server, $"method=POST&kind=request&credential=key:{id}"));
        Assert.Equal("b", await Ids(server, "address=203.0.113.2"));
        Assert.Equal("d c", await Ids(server, "address=2001:0db8:0::1"));
        Assert.Equal("c", await Ids(server, "address=2001:db8::1&outcome=action_not_granted"));
        Assert.Equal("b a", await Ids(server, "action=keys:list&kind=request"));
        Assert.Equal("b a", await Ids(server, $"credential=key:{id}&kind=request&route=GET /keys&method=GET&status=200&outcome=allowed"));
        Assert.Equal("c b", await Ids(server, "kind=request&from=2026-05-01T12:05:00Z&to=2026-05-01T12:15:00Z"));
        Assert.Equal("c b", await Ids(server, "kind=request&from=2026-05-01T14:05:00%2B02:00&to=2026-05-01T12:20:00Z"));
        Assert.Equal("c b", await Ids(server, $"kind=request&from=1777637100&to=1777637700"));
        Assert.Equal("", await Ids(server, "credential=key:99"));
        Assert.Equal("", await Ids(server, "credential=key:"));
        Assert.Equal("", await Ids(server, "from=2026-05-03&kind=request"));
        Assert.Equal("", await Ids(server, "to=2026-04-01&kind=request"));
    }

    [Theory]
    [InlineData("key=1")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=x")]
    [InlineData("cursor=x")]
    [InlineData("cursor=1")]
    [InlineData("cursor=-1.5")]
    [InlineData("cursor=1.2.3")]
    [InlineData("from=yesterday")]
    [InlineData("to=99999999999999999999")]
    [InlineData("from=99999999999999")]
    [InlineData("status=20")]
    [InlineData("status=x00")]
    [InlineData("address=here")]
    [InlineData("route=a&route=b")]
    public async Task WrongParameter_IsRefused(string query)
    {
        await using var server = await TestServer.Start();
        var answer = await server.Get($"/audit?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("Parameter", answer.Message, StringComparison.Ordinal);
    }

    // A cursor of somebody's invention reads records like any other, or none.
    [Theory]
    [InlineData("1.0")]
    [InlineData("1.77")]
    [InlineData("1.99999999999")]
    [InlineData("0.5")]
    [InlineData("9223372036854775807.9223372036854775807")]
    public async Task InventedCursor_IsHarmless(string cursor)
    {
        await using var server = await TestServer.Start();
        await server.CreateKey();
        var answer = await server.Get($"/audit?cursor={cursor}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.All(answer.Json["records"]!.AsArray(), record => Assert.Equal(64, record!["hash"]!.GetValue<string>().Length));
    }

    [Fact]
    public async Task Pages_MissAndRepeatNothingWhileRecordsAreAdded()
    {
        await using var server = await TestServer.Start();
        // Over three files.
        for (var day = 0; day < 3; day++)
        {
            for (var i = 0; i < 15; i++)
                await server.CreateKey();
            await server.Get("/audit");
            server.Clock.Advance(TimeSpan.FromDays(1));
        }

        var newest = (await Records(server, "limit=1"))[0]!["seq"]!.GetValue<long>();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await server.CreateKey();
        });
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await server.Get($"/audit?limit=7{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
            var numbers = page["records"]!.AsArray().Select(record => record!["seq"]!.GetValue<long>()).ToList();
            Assert.True(numbers.Count <= 7);
            seen.AddRange(numbers);
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        await stop.CancelAsync();
        await writing;
        Assert.True(seen[0] >= newest);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0] - i), seen);
        Assert.Equal(1, seen[^1]);
    }

    [Fact]
    public async Task Cursor_OutlivesTheFilesThatRetentionTook()
    {
        await using var server = await TestServer.Start(options => options with { AuditRetentionDays = 2 });
        await server.CreateKey();
        var cursor = (await server.Get("/audit?limit=2")).Json["next"]!.GetValue<string>();
        await PassDays(server, 5);
        var page = (await server.Get($"/audit?cursor={cursor}")).Json;
        Assert.Empty(page["records"]!.AsArray());
        Assert.Null(page["next"]);
    }

    [Fact]
    public async Task Csv_IsEveryMatchingRecordWithCellsThatStartNoFormula()
    {
        await using var server = await TestServer.Start();
        string[] hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "a,b", "a\"b", "a\r\nb", "é 😀", "=\"a\",1", "", new string('=', 1000)];
        foreach (var description in hostile)
            await server.Post("/keys", new { description, actions = new[] { "*" }, collections = new[] { "*" } });

        var answer = await server.Send(HttpMethod.Get, "/audit?kind=change&outcome=made", headers: ("Accept", "text/csv"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("text/csv", answer.Headers["Content-Type"], StringComparison.Ordinal);
        var rows = ParseCsv(answer.Body);
        Assert.Equal(hostile.Length + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.All(rows.SelectMany(row => row), cell => Assert.False(cell.Length > 0 && "=+-@\t\r\n".Contains(cell[0], StringComparison.Ordinal), cell));

        var column = rows[0].IndexOf("description");
        var descriptions = rows.Skip(1).Reverse().Select(row => row[column]).ToList();
        Assert.Equal(
            hostile.Select(text => text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text[..Math.Min(text.Length, 256)] : text),
            descriptions);
        Assert.Equal("key:0", rows[^1][rows[0].IndexOf("target")]);
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv;q=0.9, application/json;q=0.5", true)]
    [InlineData("application/json, text/csv;q=0.1", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("nonsense", false)]
    public async Task Accept_ChoosesTheForm(string accept, bool isCsv)
    {
        await using var server = await TestServer.Start();
        var answer = await server.Send(HttpMethod.Get, "/audit", headers: ("Accept", accept));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(isCsv, answer.Headers["Content-Type"].StartsWith("text/csv", StringComparison.Ordinal));
    }

    // Whoever alters a file must not be able to break the answers, too.
    [Fact]
    public async Task DamagedLine_IsLeftOut()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey();
        await server.CreateKey();
        await server.Stop();
        var file = new AuditDirectory(server.Options.DataDir).Files.Single();
        var lines = File.ReadAllLines(file);
        lines[3] = "\"}],\"records\":[{";
        lines[4] = new string('x', 100_000);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        await server.Restart();
        var records = await Records(server, "limit=1000");
        Assert.Equal(1, records[^1]!["seq"]!.GetValue<long>());
        Assert.DoesNotContain(records, record => record!["seq"]!.GetValue<long>() is 4 or 5);
    }

    internal static async Task PassDays(TestServer server, int days)
    {
        for (var day = 0; day < days; day++)
        {
            server.Clock.Advance(TimeSpan.FromDays(1));
            await server.CreateKey();
            // The writer looks at the day five times a second.
            await Task.Delay(500);
        }
    }

    private static Task<TestServer.Answer> Send(TestServer server, HttpMethod method, string path, string key, string requestId, string address) =>
        server.Send(method, path, key: key, headers: [("X-Request-Id", requestId), ("X-Forwarded-For", address)]);

    private static async Task<JsonArray> Records(TestServer server, string query) => (await server.Get($"/audit?{query}")).Json["records"]!.AsArray();

    // The short ones are the test's own.
    private static async Task<string> Ids(TestServer server, string query) =>
        string.Join(' ', (await Records(server, query)).Select(record => record!["request_id"]?.GetValue<string>() ?? "-").Where(id => id.Length < 20));

    /// <summary>RFC 4180, as a strict reader takes it.</summary>
    private static List<List<string>> ParseCsv(string text)
    {
        var rows = new List<List<string>>();
        for (var at = 0; at < text.Length;)
        {
            var row = new List<string>();
            while (true)
            {
                if (text[at] == '"')
                {
                    var end = at + 1;
                    while (text[end] != '"' || (end + 1 < text.Length && text[end + 1] == '"'))
                        end += text[end] == '"' ? 2 : 1;
                    row.Add(text[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal));
                    at = end + 1;
                }
                else
                {
                    var end = text.IndexOfAny([',', '\r', '\n', '"'], at);
                    Assert.NotEqual('"', text[end]);
                    row.Add(text[at..end]);
                    at = end;
                }

                if (text[at] == ',')
                {
                    at++;
                    continue;
                }

                Assert.Equal("\r\n", text.Substring(at, 2));
                at += 2;
                break;
            }

            rows.Add(row);
        }

        return rows;
    }
}
