using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace KeySafety.Server.Tests.Hosting;

/// <summary>The real server in this process: Kestrel on a free port, LiteDB in a directory of its own, a clock that the test moves.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string KeyHeader = "X-TYPESENSE-API-KEY";

    private readonly bool _ownsDirectory;
    private KeyServer? _server;

    private TestServer(KeyServerOptions options, FakeTimeProvider clock, bool ownsDirectory)
    {
        Options = options;
        Clock = clock;
        _ownsDirectory = ownsDirectory;
    }

    internal KeyServerOptions Options { get; private set; }

    public FakeTimeProvider Clock { get; }

    public HttpClient Http { get; private set; } = new();

    public string BootstrapKey => Options.ApiKey;

    internal KeyServer Server => _server ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Starts an empty server.</summary>
    internal static async Task<TestServer> Start(Func<KeyServerOptions, KeyServerOptions>? change = null)
    {
        var options = new KeyServerOptions
        {
            ApiKey = NewSecret(),
            ApiPort = 0,
            DataDir = Directory.CreateTempSubdirectory("torque-test-").FullName,
            BcryptCost = 4,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        };
        var server = new TestServer(
            change?.Invoke(options) ?? options, new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)), ownsDirectory: true);
        await server.Restart();
        return server;
    }

    /// <summary>A secret of this run.</summary>
    public static string NewSecret() => $"test-{Guid.NewGuid():N}";

    /// <summary>Stops, and starts again on the same directory, with other options if asked.</summary>
    internal async Task Restart(Func<KeyServerOptions, KeyServerOptions>? change = null)
    {
        await Stop();
        Options = change?.Invoke(Options) ?? Options;
        _server = await KeyServer.Start(Options, Clock);
        Http = new HttpClient(new AnnouncingHandler()) { BaseAddress = _server.Address };
    }

    public async Task Stop()
    {
        Http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Sends a request with a key (the bootstrap key unless told; null for none).</summary>
    public async Task<Answer> Send(HttpMethod method, string path, object? body = null, string? key = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if ((key == string.Empty ? BootstrapKey : key) is { } presented)
            request.Headers.TryAddWithoutValidation(KeyHeader, presented);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text),
            byte[] bytes => new ByteArrayContent(bytes),
            _ => JsonContent.Create(body),
        };
        return await Answer.Of(await Http.SendAsync(request));
    }

    public Task<Answer> Get(string path, string? key = "") => Send(HttpMethod.Get, path, key: key);

    public Task<Answer> Post(string path, object? body, string? key = "") => Send(HttpMethod.Post, path, body, key);

    public Task<Answer> Delete(string path, string? key = "") => Send(HttpMethod.Delete, path, key: key);

    /// <summary>Creates a key and gives its id and value.</summary>
    public async Task<(int Id, string Value)> CreateKey(
        string[]? actions = null, string[]? collections = null, string? value = null, long? expiresAt = null, bool? autodelete = null)
    {
        var body = new JsonObject
        {
            ["description"] = "test key",
            ["actions"] = JsonSerializer.SerializeToNode(actions ?? ["documents:search"]),
            ["collections"] = JsonSerializer.SerializeToNode(collections ?? ["*"]),
        };
        if (value is not null)
            body["value"] = value;
        if (expiresAt is not null)
            body["expires_at"] = expiresAt;
        if (autodelete is not null)
            body["autodelete"] = autodelete;

        var answer = await Post("/keys", body);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (answer.Json["id"]!.GetValue<int>(), answer.Json["value"]!.GetValue<string>());
    }

    /// <summary>The status of the forward-auth check.</summary>
    public async Task<HttpStatusCode> Authorize(string? key, string action = "documents:search", string? collection = null) =>
        (await Get($"/authorize?action={Uri.EscapeDataString(action)}{(collection is null ? "" : "&collection=" + Uri.EscapeDataString(collection))}", key)).Status;

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (_ownsDirectory)
            Directory.Delete(Options.DataDir, recursive: true);
    }

    /// <summary>What came back.</summary>
    public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>Reads a response and lets go of it.</summary>
        public static async Task<Answer> Of(HttpResponseMessage response)
        {
            using (response)
            {
                return new Answer(
                    response.StatusCode,
                    await response.Content.ReadAsStringAsync(),
                    response.Headers.Concat(response.Content.Headers).ToDictionary(
                        header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
            }
        }

        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Message => Json["message"]!.GetValue<string>();
    }
}
