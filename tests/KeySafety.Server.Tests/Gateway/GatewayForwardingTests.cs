using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using KeySafety.Server.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>What passes through the gateway, and what is answered when the service cannot.</summary>
public class GatewayForwardingTests
{
    private static readonly string Open = Route("open", "/open/{**rest}", "Anonymous");

    [Theory]
    [InlineData("none", "", "127.0.0.1", "http", "gateway.example")]
    [InlineData("none", "203.0.113.7", "127.0.0.1", "http", "gateway.example")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7, 127.0.0.1", "https", "shop.example")]
    [InlineData("127.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7, 127.0.0.1", "https", "shop.example")]
    [InlineData("127.0.0.1,10.0.0.0/8", "6.6.6.6, 203.0.113.7, 10.1.1.1", "203.0.113.7, 10.1.1.1, 127.0.0.1", "https", "shop.example")]
    [InlineData("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1", "https", "shop.example")]
    public async Task ForwardingHeaders_AreBelievedFromTrustedProxiesAlone(string trusted, string sent, string forwardedFor, string proto, string host)
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Open, change: options => options with
        {
            TrustedProxies = trusted == "none" ? [] : [.. trusted.Split(',').Select(text => IPNetwork.Parse(text.Contains('/', StringComparison.Ordinal) ? text : text + "/32"))],
        });
        await server.Send(HttpMethod.Get, "/open/x", key: null, headers:
        [
            ("Host", "gateway.example"), ("X-Forwarded-For", sent), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example"), ("X-Forwarded-Prefix", "/evil"),
            ("Forwarded", "for=6.6.6.6"), ("X-Real-IP", "6.6.6.6"), ("X_Forwarded_For", "6.6.6.6"), ("True-Client-IP", "6.6.6.6"),
        ]);
        var headers = upstream.Last.Headers;
        Assert.Equal((forwardedFor, proto, host), (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"]));
        Assert.Equal(trusted != "none", headers.ContainsKey("X-Forwarded-Prefix"));
        Assert.DoesNotContain(headers.Keys, name => name is "Forwarded" or "X-Real-IP" or "X_Forwarded_For");
    }

    [Theory]
    [InlineData(LogLevel.None)]
    [InlineData(LogLevel.Error)]
    public async Task TraceHeaders_PassAsTheyCame(LogLevel level)
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, Open, change: options => options with { LogLevel = level });
        await server.Get("/open/x", key: null);
        Assert.DoesNotContain("traceparent", upstream.Last.Headers.Keys);
        var trace = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
        await server.Send(HttpMethod.Get, "/open/x", key: null, headers: [("traceparent", trace), ("tracestate", "a=b")]);
        Assert.Equal((trace, "a=b"), (upstream.Last.Headers["traceparent"], upstream.Last.Headers["tracestate"]));
    }

    [Fact]
    public async Task UnreachableService_Is503OnEverySurface()
    {
        await using var upstream = await Upstream.Start();
        var address = upstream.Address;
        await upstream.DisposeAsync();
        await using var server = await GatewayServer.Start(Configuration(
            string.Join(", ", Open, Route("p", "/v1/p", "Anonymous"), Route("u", "/auth/u", "Anonymous")), "", address));
        foreach (var (path, body) in new[]
        {
            ("/open/x", """{"message":"The service behind this route cannot be reached; try again."}"""),
            ("/v1/p", """{"error":"unavailable","message":"The service behind this route cannot be reached; try again."}"""),
            ("/auth/u", """{"detail":"The service behind this route cannot be reached; try again."}"""),
        })
        {
            var answer = await server.Post(path, "a body", key: null);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, body, "1"), (answer.Status, answer.Body, answer.Headers["Retry-After"]));
            Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"HttpRequest\": { \"ActivityTimeout\": \"00:00:00.500\" },", "")]
    [InlineData("", "\"Timeout\": \"00:00:00.500\"")]
    public async Task SlowService_Is504(string cluster, string route)
    {
        var silent = new TaskCompletionSource();
        await using var upstream = await Upstream.Start(_ => silent.Task);
        await using var server = await GatewayServer.Start(upstream, Route("open", "/open/{**rest}", "Anonymous", route), cluster);
        var answer = await server.Get("/open/x", key: null);
        silent.SetResult();
        Assert.Equal((HttpStatusCode.GatewayTimeout, """{"message":"The service behind this route took too long to answer."}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task ServiceThatBreaksOff_Is502AndItsOwnErrorsPass()
    {
        await using var upstream = await Upstream.Start(context =>
        {
            if (context.Request.Path.Value!.EndsWith("broken", StringComparison.Ordinal))
                context.Abort();
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("its own words");
        });
        await using var server = await GatewayServer.Start(upstream, Open);
        Assert.Equal(HttpStatusCode.BadGateway, (await server.Get("/open/broken", key: null)).Status);
        var own = await server.Get("/open/busy", key: null);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "its own words"), (own.Status, own.Body));
    }

    [Fact]
    public async Task BodyLimit_IsTheRoutesAlone()
    {
        await using var upstream = await Upstream.Start();
        await using var server = await GatewayServer.Start(upstream, string.Join(", ", Open, Route("small", "/small", "Anonymous", "\"MaxRequestBodySize\": 1000")));
        Assert.Equal(HttpStatusCode.OK, (await server.Post("/open/x", new byte[RequestBody.MaxBytes * 3], key: null)).Status);
        var refused = await server.Post("/small", new byte[1001], key: null);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "The request body is larger than this route takes."), (refused.Status, refused.Message));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.Post("/keys", new byte[RequestBody.MaxBytes + 1])).Status);
    }

    [Fact]
    public async Task Bodies_StreamBothWaysWithoutBeingHeld()
    {
        const long bytes = 300L << 20;
        var block = new byte[1 << 16];
        await using var upstream = await Upstream.Start(async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                long count = 0;
                var buffer = new byte[block.Length];
                for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
                    count += read;
                await context.Response.WriteAsync($"{count}");
                return;
            }

            for (long sent = 0; sent < bytes; sent += block.Length)
                await context.Response.Body.WriteAsync(block);
        });

        // A process of its own, so that what it holds is not the test's.
        var directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var file = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(file, Configuration(Open, "", upstream.Address));
        await using var server = await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(directory, "data"), "--config", file);
        using var client = new HttpClient { BaseAddress = server.Address };
        await client.GetStringAsync("/health");
        var before = ResidentBytes(server.ProcessId);
        var most = before;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                most = Math.Max(most, ResidentBytes(server.ProcessId));
                await Task.Delay(20);
            }
        });

        using (var upload = new StreamContent(new Zeros(bytes)))
        using (var answer = await client.PostAsync("/open/up", upload))
            Assert.Equal($"{bytes}", await answer.Content.ReadAsStringAsync());
        await using (var download = await client.GetStreamAsync("/open/down"))
        {
            long received = 0;
            for (int read; (read = await download.ReadAsync(block)) > 0;)
                received += read;
            Assert.Equal(bytes, received);
        }

        await stop.CancelAsync();
        await watch;
        Assert.True(most - before < bytes / 4, $"{(most - before) >> 20} MB more for bodies of {bytes >> 20} MB");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Events_ArriveAsTheyAreSent()
    {
        var heard = new SemaphoreSlim(0);
        await using var upstream = await Upstream.Start(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                // The next one waits for the last to be heard: held back anywhere, it never comes.
                await heard.WaitAsync(TimeSpan.FromSeconds(20));
            }
        });
        await using var server = await GatewayServer.Start(upstream, Open);
        using var reader = new StreamReader(await server.Http.GetStreamAsync("/open/events"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"data: {i}", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
            await reader.ReadLineAsync();
            heard.Release();
        }
    }

    [Fact]
    public async Task WebSocket_IsDecidedOnceAndPasses()
    {
        await using var upstream = await Upstream.Start(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[100];
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        await using var server = await GatewayServer.Start(upstream, Route("live", "/v1/live", "live:read", Metadata(("Torque.Query.token", "key"))));
        var (_, key) = await server.CreateKey(["live:read"]);
        var address = new UriBuilder(server.Server.Address) { Scheme = "ws", Path = "/v1/live" };
        using (var refused = new ClientWebSocket())
            await Assert.ThrowsAsync<WebSocketException>(() => refused.ConnectAsync(address.Uri, CancellationToken.None));

        // Browsers can give a WebSocket no header: what the query parameter is for.
        address.Query = $"token={key}";
        using var client = new ClientWebSocket();
        await client.ConnectAsync(address.Uri, CancellationToken.None);
        await client.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[100];
        var answer = await client.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, answer.Count));
        Assert.DoesNotContain(key, upstream.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cors_IsTheGatewaysWhereItIsOn()
    {
        await using var upstream = await Upstream.Start(context =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "https://service.example";
            return Task.CompletedTask;
        });
        await using var server = await GatewayServer.Start(upstream, Open, change: options => options with { EnableCors = true });
        Assert.Equal("*", (await server.Send(HttpMethod.Get, "/open/x", key: null, headers: ("Origin", "https://shop.example"))).Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(
            HttpMethod.Options, "/open/x", key: null, headers: [("Origin", "https://shop.example"), ("Access-Control-Request-Headers", "authorization")])).Status);
        Assert.Single(upstream.Requests);
    }

    private static long ResidentBytes(int processId) =>
        long.Parse(File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) << 10;

    /// <summary>A body that exists nowhere as a whole.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(_left, count);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
