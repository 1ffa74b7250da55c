using System.Net;
using KeySafety.Server.Gateway;
using KeySafety.Server.Tests.Hosting;
using static KeySafety.Server.Tests.Gateway.GatewayServer;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>A configuration that says something else than its writer means does not start, and does not replace one that works.</summary>
public class GatewayConfigurationTests
{
    private static readonly Uri Service = new("http://127.0.0.1:9/");

    [Theory]
    [InlineData("", "AuthorizationPolicy")]
    [InlineData("\"AuthorizatonPolicy\": \"a:read\"", "AuthorizatonPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"\"", "AuthorizationPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"Anonymus\"", "AuthorizationPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"Default\"", "AuthorizationPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"a:read b\"", "AuthorizationPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"a:*\"", "AuthorizationPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"CorsPolicy\": \"x\"", "CorsPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"RateLimiterPolicy\": \"x\"", "RateLimiterPolicy")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadta\": {}", "Metadta")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Match\": { \"Path\": \"/x\", \"Method\": [\"GET\"] }", "Match:Method")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Match\": { \"Path\": \"/{x\" }", "Match:Path")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Bearers\": \"key\" }", "Torque.Bearers")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"torque_bearer\": \"key\" }", "torque_bearer")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Action\": \"b:read\" }", "Torque.Action")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Bearer\": \"keys\" }", "Torque.Bearer")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Query.\": \"key\" }", "Torque.Query.")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Mode\": \"prod\" }", "Torque.Mode")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Surface\": \"html\" }", "Torque.Surface")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Workspace\": \"Acme Ltd\" }", "Torque.Workspace")]
    [InlineData("\"AuthorizationPolicy\": \"Anonymous\", \"Metadata\": { \"Torque.Workspace\": \"acme\" }", "Torque.Workspace")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.Collection\": \"{vault}\" }", "Torque.Collection")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.TestCluster\": \"nowhere\" }", "Torque.TestCluster")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.TestCluster\": \"service\", \"Torque.UpstreamCredentialVariable\": \"PATH\" }", "Torque.TestCluster")]
    [InlineData("\"AuthorizationPolicy\": \"Anonymous\", \"Metadata\": { \"Torque.Bearer\": \"key\" }", "Torque.Bearer")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.UpstreamHeader\": \"X-Key\" }", "Torque.UpstreamHeader")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.UpstreamCredentialFile\": \"/nowhere/at/all\" }", "Torque.UpstreamCredentialFile")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Metadata\": { \"Torque.UpstreamCredentialVariable\": \"TORQUE_NOT_SET\" }", "Torque.UpstreamCredentialVariable")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"Transforms\": [ { \"X-Forwarded\": \"Append\" } ]", "Transforms")]
    [InlineData("\"AuthorizationPolicy\": \"a:read\", \"ClusterId\": \"nowhere\"", "ClusterId")]
    public void WrongRoute_IsOneLineThatNamesRouteAndKey(string members, string key)
    {
        var cluster = members.Contains("ClusterId", StringComparison.Ordinal) ? "" : "\"ClusterId\": \"service\",";
        var match = members.Contains("\"Match\"", StringComparison.Ordinal) ? "" : "\"Match\": { \"Path\": \"/x\" },";
        var problem = Assert.Throws<StartupException>(() => Read(Configuration($"\"routeName\": {{ {cluster} {match} {members} }}", "", Service)));
        Assert.Contains("`routeName`", problem.Message, StringComparison.Ordinal);
        Assert.Contains($"`{key}`", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Theory]
    [InlineData("\"Metadata\": { \"Torque.Bearer\": \"key\" },", "`Torque.Bearer`")]
    [InlineData("\"Metadata\": { \"Torque.Mode\": \"prod\" },", "`Torque.Mode`")]
    [InlineData("\"LoadBalancing\": \"Random\",", "`LoadBalancing`")]
    [InlineData("\"LoadBalancingPolicy\": \"Randm\",", "Randm")]
    [InlineData("\"HealthCheck\": { \"Active\": { \"Intervall\": \"00:00:01\" } },", "`HealthCheck:Active:Intervall`")]
    public void WrongCluster_IsOneLineThatNamesIt(string members, string key)
    {
        var problem = Assert.Throws<StartupException>(() => Read(Configuration(Route("r", "/x", "a:read"), members, Service)));
        Assert.Contains("`service`", problem.Message, StringComparison.Ordinal);
        Assert.Contains(key, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "gateway": { "signing_keys": "x" } }""", "signing_keys")]
    [InlineData("""{ "gateway": { "signing_key_file": "/nowhere" } }""", "signing_key_file")]
    [InlineData("""{ "ReverseProxy": { "Route": {} } }""", "Route")]
    [InlineData("""{ "gateway": { "actions": ["a:write"] }, "ReverseProxy": { "Routes": { "r": { "ClusterId": "c", "AuthorizationPolicy": "a:read", "Match": { "Path": "/x" } } }, "Clusters": { "c": { "Destinations": { "d": { "Address": "http://127.0.0.1:9/" } } } } } }""", "a:read")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "c": { "Destinations": { "d": { "Address": "127.0.0.1:9" } } } } } }""", "Destinations:d:Address")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "c": { } } } }""", "Destinations")]
    public void WrongSection_IsOneLineThatNamesTheKey(string configuration, string key) =>
        Assert.Contains($"`{key}`", Assert.Throws<StartupException>(() => Read(configuration)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task WrongConfiguration_KeepsTheServerFromStarting()
    {
        var directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var file = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(file, Configuration(Route("r", "/x", "Anonymus"), "", Service));
        var (exitCode, output) = await ServerProcess.Run(TestServer.NewSecret(), "--config", file, "--api-port", "0", "--data-dir", Path.Combine(directory, "data"));
        Assert.Equal(2, exitCode);
        Assert.Equal("torque-server: The gateway's route `r`, `AuthorizationPolicy`: `Anonymus` is neither an action, as `vaults:read`, nor `Anonymous`.", output.Trim());
        Assert.False(Directory.Exists(Path.Combine(directory, "data")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task ChangedFile_IsTakenWithoutLosingARequestAndABadOneIsNot()
    {
        await using var first = await Upstream.Start(context => Slowly(context, "first"));
        await using var second = await Upstream.Start(context => Slowly(context, "second"));
        var directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
        var file = Path.Combine(directory, "config.json");
        await File.WriteAllTextAsync(file, Configuration(Route("r", "/x", "Anonymous"), "", first.Address));
        await using var server = await ServerProcess.Start(TestServer.NewSecret(), Path.Combine(directory, "data"), "--config", file);
        using var client = new HttpClient { BaseAddress = server.Address };

        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(async _ =>
        {
            var answers = new List<string>();
            while (!stop.IsCancellationRequested)
                answers.Add(await client.GetStringAsync("/x"));
            return answers;
        }).ToList();

        await File.WriteAllTextAsync(file, "{ \"ReverseProxy\": { \"Routes\": ");
        await Until(() => server.Output.Contains("is refused", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, Configuration(Route("r", "/x", "nonsense"), "", second.Address));
        await Until(() => server.Output.Contains("nonsense", StringComparison.Ordinal));
        Assert.Empty(second.Requests);
        await File.WriteAllTextAsync(file, Configuration(Route("r", "/x", "Anonymous") + "," + Route("s", "/y", "a:read"), "", second.Address));
        await Until(() => second.Requests.Count > 4);
        await stop.CancelAsync();
        // A request that had failed would have thrown here.
        Assert.All((await Task.WhenAll(load)).SelectMany(answers => answers), answer => Assert.Contains(answer, new[] { "first", "second" }));
        // Destinations change a moment before routes do.
        for (var i = 0; i < 300 && (await client.GetAsync("/y")).StatusCode == HttpStatusCode.NotFound; i++)
            await Task.Delay(100);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/y")).StatusCode);
        Assert.Equal("second", await client.GetStringAsync("/x"));
        Directory.Delete(directory, recursive: true);
    }

    private static GatewayOptions Read(string configuration) => GatewayOptions.Read(Parse(configuration), file: null);

    private static async Task Slowly(Microsoft.AspNetCore.Http.HttpContext context, string answer)
    {
        await Task.Delay(30);
        await context.Response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 300 && !condition(); i++)
            await Task.Delay(100);
        Assert.True(condition());
    }
}
