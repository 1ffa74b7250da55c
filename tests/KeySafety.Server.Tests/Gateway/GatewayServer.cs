using System.Text;
using KeySafety.Server.Gateway;
using KeySafety.Server.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>The server with a gateway in front of services of the test.</summary>
internal static class GatewayServer
{
    public const string SigningKey = "signing-key-of-a-test-0123456789abcdef";

    /// <summary>Starts the server on a configuration.</summary>
    /// <param name="configuration">The JSON of a <c>--config</c> file.</param>
    /// <param name="change">Of the other options.</param>
    public static Task<TestServer> Start(string configuration, Func<KeyServerOptions, KeyServerOptions>? change = null) => TestServer.Start(options =>
    {
        var changed = change?.Invoke(options) ?? options;
        return changed with { Gateway = GatewayOptions.Read(Parse(configuration), file: null) };
    });

    /// <summary>Starts the server with these routes, all to one cluster <c>service</c>.</summary>
    /// <param name="upstream">The service.</param>
    /// <param name="routes">The inside of <c>Routes</c>.</param>
    /// <param name="cluster">Further members of the cluster.</param>
    /// <param name="change">Of the other options.</param>
    public static Task<TestServer> Start(Upstream upstream, string routes, string cluster = "", Func<KeyServerOptions, KeyServerOptions>? change = null) =>
        Start(Configuration(routes, cluster, upstream.Address), change);

    /// <summary>A configuration with one cluster.</summary>
    public static string Configuration(string routes, string cluster, params Uri[] destinations) => $$"""
        {
          "ReverseProxy": {
            "Routes": { {{routes}} },
            "Clusters": { "service": {
              {{cluster}}
              "Destinations": { {{string.Join(", ", destinations.Select((address, i) => $"\"d{i}\": {{ \"Address\": \"{address}\" }}"))}} }
            } }
          }
        }
        """;

    /// <summary>One route to the cluster <c>service</c>.</summary>
    public static string Route(string name, string path, string policy, string rest = "") =>
        $$"""
        "{{name}}": { "ClusterId": "service", "AuthorizationPolicy": "{{policy}}", "Match": { "Path": "{{path}}" } {{(rest.Length > 0 ? ", " + rest : "")}} }
        """;

    /// <summary>The <c>Metadata</c> of a route.</summary>
    public static string Metadata(params (string Key, string Value)[] pairs) =>
        $"\"Metadata\": {{ {string.Join(", ", pairs.Select(pair => $"\"{pair.Key}\": \"{pair.Value}\""))} }}";

    public static IConfiguration Parse(string configuration) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(configuration))).Build();
}
