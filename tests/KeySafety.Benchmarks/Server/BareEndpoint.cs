using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KeySafety.Benchmarks.Server;

/// <summary>What <c>/authorize</c> is measured against: the same Kestrel, the same bytes in the answer, and nothing in between.</summary>
internal static class BareEndpoint
{
    public static async Task Run(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        await using var app = builder.Build();
        app.Run(context =>
        {
            var headers = context.Response.Headers;
            headers["X-Key-Id"] = "123456";
            headers["X-Key-Prefix"] = "a1B2";
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        });
        await app.RunAsync();
    }
}
