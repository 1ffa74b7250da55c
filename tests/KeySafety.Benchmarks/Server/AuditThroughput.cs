using System.Diagnostics;
using System.Globalization;
using KeySafety.Server;
using KeySafety.Server.Access;
using KeySafety.Server.Audit;
using KeySafety.Server.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace KeySafety.Benchmarks.Server;

/// <summary>Records a second from an answered request to the synced file. Target: 50,000 sustained.</summary>
/// <remarks>Two figures: at 50,000 a second none may be dropped, and this is what it costs; and how many there could be at most.</remarks>
internal static class AuditThroughput
{
    private const int Target = 50_000;
    private const int Ticks = 100;
    private const int Burst = 8_000;

    public static void Run(int seconds)
    {
        var dataDir = Directory.CreateTempSubdirectory("keysafety-benchmark-").FullName;
        var options = new KeyServerOptions { ApiKey = SeededDirectory.BootstrapKey, DataDir = dataDir };
        var opened = OpenedStore.Open(options);
        var trail = new AuditTrail(opened, options, TimeProvider.System, NullLogger<AuditTrail>.Instance);
        try
        {
            var request = Request(options);
            Measure("paced", trail, seconds, () => Paced(trail, request, seconds));
            Measure("unpaced", trail, seconds, () => Unpaced(trail, request, seconds));
        }
        finally
        {
            trail.Dispose();
            opened.Database.Dispose();
            opened.Directory.Dispose();
            Directory.Delete(dataDir, recursive: true);
        }
    }

    private static AuditedRequest Request(KeyServerOptions options)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        var request = AuditedRequest.Begin(context, new ClientAddress(options), DateTimeOffset.UtcNow);
        request.Row = RouteTable.Match("GET", "/collections/products/documents/search", out _);
        request.Note(Grants.Search, new KeyCheck(KeyCheckOutcome.Allowed, Principal.Bootstrap));
        return request;
    }

    private static long Paced(AuditTrail trail, AuditedRequest request, int seconds)
    {
        var started = Stopwatch.GetTimestamp();
        for (var tick = 1; tick <= seconds * Ticks; tick++)
        {
            for (var i = 0; i < Target / Ticks; i++)
                trail.Note(request, 200);
            var ahead = TimeSpan.FromSeconds((double)tick / Ticks) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
                Thread.Sleep(ahead);
        }

        trail.Flush();
        return (long)seconds * Target;
    }

    private static long Unpaced(AuditTrail trail, AuditedRequest request, int seconds)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0L;
        for (; Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds); count += Burst)
        {
            for (var i = 0; i < Burst; i++)
                trail.Note(request, 200);
            trail.Flush();
        }

        return count;
    }

    private static void Measure(string name, AuditTrail trail, int seconds, Func<long> run)
    {
        var (before, processor, allocated) = (Count(trail), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var started = Stopwatch.GetTimestamp();
        var sent = run();
        var elapsed = Stopwatch.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - processor;
        var bytes = GC.GetTotalAllocatedBytes() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {sent / elapsed.TotalSeconds:F0} records/s for {seconds} s, {sent - (Count(trail) - before)} dropped, "
            + $"{used.TotalMicroseconds / sent:F2} us of processor time and {(double)bytes / sent:F1} bytes allocated a record"));
    }

    private static long Count(AuditTrail trail) => AuditFile.In(trail.Folder)
        .SelectMany(file => File.ReadLines(file.Path))
        .LongCount(line => line.Contains("\"kind\":\"request\"", StringComparison.Ordinal));
}
