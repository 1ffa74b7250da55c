using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KeySafety.Server.Tests.Hosting;

/// <summary>A service behind the gateway: a Kestrel of its own that writes down everything it receives.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Upstream(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Every request since the start: request line, headers, and the body up to 64 KB.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>The last request.</summary>
    public Received Last => Requests.Last();

    /// <summary>What a request looked like on arrival.</summary>
    public sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        /// <summary>All of it as one text, to search for what must not be there.</summary>
        public string Text => $"{Method} {Target}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{Body}";
    }

    /// <summary>Starts one.</summary>
    /// <param name="handle">What it answers; null for <c>ok</c>. Without one the body is read to its end and written down.</param>
    public static async Task<Upstream> Start(Func<HttpContext, Task>? handle = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        var upstream = new Upstream(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            var body = handle is null ? await Body(context) : string.Empty;
            upstream.Requests.Enqueue(new Received(
                context.Request.Method,
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body));
            if (handle is null)
                await context.Response.WriteAsync("ok");
            else
                await handle(context);
        });
        await app.StartAsync();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<string> Body(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        return Encoding.Latin1.GetString(buffer.GetBuffer(), 0, (int)Math.Min(buffer.Length, 1 << 16));
    }
}
