using System.Net;
using KeySafety.Server.Tests.Hosting;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>Several processes behind one route, of which some die. Any HTTP server will do; this one is at hand.</summary>
public sealed class GatewayAvailabilityTests : IAsyncLifetime
{
    private const int Clients = 8;

    private readonly string _directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
    private readonly List<ServerProcess> _services = [];

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 2; i++)
            _services.Add(await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(_directory, $"{i}")));
    }

    public async Task DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task KilledService_LosesAtMostTheRequestsInFlightOnIt(string method)
    {
        await using var server = await GatewayServer.Start(Configuration(
            Route("r", "/health", "Anonymous") + "," + Route("s", "/service/{**rest}", "Anonymous", "\"Transforms\": [ { \"PathRemovePrefix\": \"/service\" } ]"),
            "\"LoadBalancingPolicy\": \"RoundRobin\",",
            [.. _services.Select(service => service.Address)]));
        using var stop = new CancellationTokenSource();
        var (answered, failed, killed) = (0, 0, false);
        var failedLater = 0;
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var load = Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                var startedAfter = Volatile.Read(ref killed);
                // A POST to no route of that service is its 404: an answer. A failure is the gateway's, 502 or 503.
                var answer = await server.Send(new HttpMethod(method), "/service/health", method == "POST" ? "body" : null, key: null);
                if (answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound)
                    Interlocked.Increment(ref answered);
                else if (answers.AddOrUpdate($"{answer.Status} {answer.Body}", 1, (_, count) => count + 1) > 0)
                    Interlocked.Increment(ref startedAfter ? ref failedLater : ref failed);
            }
        }).ToList();

        await Until(() => Volatile.Read(ref answered) > 100);
        await _services[0].Kill();
        Volatile.Write(ref killed, true);
        var soFar = Volatile.Read(ref answered);
        await Until(() => Volatile.Read(ref answered) > soFar + 200);
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(failed <= Clients, $"{failed} requests failed that were under way when the service was killed: {string.Join("; ", answers)}");
        Assert.Equal(0, failedLater);
    }

    [Fact]
    public async Task ActiveHealthChecks_TakeADeadServiceOutAndALiveOneIn()
    {
        var file = Path.Combine(_directory, "config.json");
        await File.WriteAllTextAsync(file, Configuration(
            Route("r", "/service/{**rest}", "Anonymous", "\"Transforms\": [ { \"PathRemovePrefix\": \"/service\" } ]"),
            """
            "HealthCheck": {
              "Active": { "Enabled": true, "Interval": "00:00:00.200", "Timeout": "00:00:05", "Policy": "ConsecutiveFailures", "Path": "/health" },
              "AvailableDestinationsPolicy": "HealthyAndUnknown"
            },
            "Metadata": { "ConsecutiveFailuresHealthPolicy.Threshold": "1" },
            """,
            [.. _services.Select(service => service.Address)]));
        await using var gateway = await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(_directory, "gateway"), "--config", file);
        using var client = new HttpClient { BaseAddress = gateway.Address };
        foreach (var service in _services)
            await service.Kill();
        // With no one left to ask, the answer says so at once.
        HttpResponseMessage answer = await client.GetAsync("/service/health");
        for (var i = 0; i < 100 && answer.StatusCode == HttpStatusCode.OK; i++)
            answer = await client.GetAsync("/service/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);

        var again = await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(_directory, "again"), _services[1].Address.Port);
        _services.Add(again);
        for (var i = 0; i < 200 && answer.StatusCode != HttpStatusCode.OK; i++)
        {
            await Task.Delay(100);
            answer = await client.GetAsync("/service/health");
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 600 && !condition(); i++)
            await Task.Delay(50);
        Assert.True(condition());
    }
}
