using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>What the tests that kill a server have in common: how often, the choices, a data directory, and requests.</summary>
/// <remarks><c>KEYSAFETY_KILL_ROUNDS</c> says how often, <c>KEYSAFETY_KILL_SEED</c> repeats the choices of a run (not its timing).</remarks>
internal sealed class KillRun : IDisposable
{
    public const int Clients = 6;

    public static readonly TimeSpan MaxWriting = TimeSpan.FromSeconds(1);

    public static readonly int Rounds = Setting("KEYSAFETY_KILL_ROUNDS") ?? (Environment.GetEnvironmentVariable("CI") == "true" ? 30 : 5);

    public int Seed { get; } = Setting("KEYSAFETY_KILL_SEED") ?? Random.Shared.Next();

    public string BootstrapKey { get; } = TestServer.NewSecret();

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("torque-kill-").FullName;

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    public HttpClient Http(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(TestServer.KeyHeader, BootstrapKey);
        return http;
    }

    /// <summary>The stored keys: description by id.</summary>
    public static async Task<Dictionary<int, string>> List(HttpClient http)
    {
        var list = JsonNode.Parse(await http.GetStringAsync("/keys"))!["keys"]!.AsArray();
        return list.ToDictionary(key => key!["id"]!.GetValue<int>(), key => key!["description"]!.GetValue<string>());
    }

    /// <summary>The value of a new key.</summary>
    public static async Task<string> CreateKey(HttpClient http, string action)
    {
        var body = new { description = "rotated", actions = new[] { action }, collections = new[] { "*" } };
        using var response = await http.PostAsJsonAsync("/keys", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["value"]!.GetValue<string>();
    }

    /// <summary>Of the check whether the value may search.</summary>
    public static async Task<HttpStatusCode> Status(HttpClient http, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/authorize?action=documents:search");
        request.Headers.Add(TestServer.KeyHeader, value);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static int? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
