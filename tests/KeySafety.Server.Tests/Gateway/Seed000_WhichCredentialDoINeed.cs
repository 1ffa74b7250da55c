using System.Net;
using System.Runtime.CompilerServices;
using KeySafety.Server.Tests.Hosting;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>"Which credential do I need?": every credential on every surface, in every place, through the gateway and asked of <c>/authorize</c>.</summary>
/// <remarks>On the sample configuration itself, with the service's address put in.</remarks>
public sealed class Seed000_WhichCredentialDoINeed(Seed000_WhichCredentialDoINeed.Platform platform, ITestOutputHelper output)
    : IClassFixture<Seed000_WhichCredentialDoINeed.Platform>
{
    private const string Key = "key";
    private const string Jwt = "jwt";

    // Surface, a request to it, and the kind that opens it; null for none.
    private static readonly (string Surface, string Method, string Path, string? Opens, bool TakesQuery)[] Surfaces =
    [
        ("capabilities", "GET", "/api/v1/capabilities", null, false),
        ("intelligence", "GET", "/api/v1/intelligence/feed", Key, false),
        ("checkout", "POST", "/api/v1/checkout/sessions", Key, false),
        ("assistant", "POST", "/api/v1/assistant/chat", Key, false),
        ("order-update", "POST", "/api/webhooks/order-update", Key, false),
        ("actions", "POST", "/api/v1/actions/trade/swap", Jwt, true),
        ("wallet", "GET", "/api/v1/wallet/me", Jwt, true),
    ];

    private static readonly string[] Places = ["bearer", "header", "authJWT", "x-typesense-api-key"];

    public static TheoryData<string, string, string, int> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string, int>();
            foreach (var surface in Surfaces)
            {
                cells.Add(surface.Surface, "none", "bearer", surface.Opens is null ? 200 : 401);
                foreach (var place in Places)
                {
                    var isRead = place == "bearer" || (place == "authJWT" && surface.TakesQuery);
                    foreach (var credential in new[] { Key, "key expired", "key unknown", "key without the action", "key for test", Jwt, "jwt expired", "jwt forged" })
                        cells.Add(surface.Surface, credential, place, Expected(surface.Opens, credential, isRead));
                }
            }

            return cells;
        }
    }

    // A credential in a place that is not read is none. A good one that is not for here is told so, a bad one is not told why.
    private static int Expected(string? opens, string credential, bool isRead) =>
        opens is null ? 200
        : !isRead || credential.Contains(' ', StringComparison.Ordinal) && credential is not ("key without the action" or "key for test") ? 401
        : credential == opens ? 200
        : 403;

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Cell(string surface, string credential, string place, int status)
    {
        var value = platform.Value(credential);
        if (value is null && credential != "none")
        {
            output.WriteLine($"Not run: {Platform.NoIssuer}");
            return;
        }

        var (_, method, path, _, _) = Surfaces.Single(row => row.Surface == surface);
        if (value is not null && place is "authJWT" or "x-typesense-api-key")
            path += $"?{place}={value}";
        (string, string)[] headers = value is null ? []
            : place == "bearer" ? [("Authorization", $"Bearer {value}")]
            : place == "header" ? [(TestServer.KeyHeader, value)]
            : [];
        var before = platform.Service.Requests.Count;
        var answer = await platform.Server.Send(new HttpMethod(method), path, key: null, headers: headers);
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(before + (status == 200 ? 1 : 0), platform.Service.Requests.Count);
        if (status == 200)
            Assert.DoesNotContain(value ?? "-none-", platform.Service.Last.Text, StringComparison.Ordinal);
        else
            Assert.Equal(status == 401 ? "authentication_failed" : "permission_denied", answer.Json["error"]!.GetValue<string>());

        var asked = await platform.Server.Send(HttpMethod.Get, "/authorize", key: null, headers: [("X-Original-URI", path), ("X-Original-Method", method), .. headers]);
        Assert.Equal(status, (int)asked.Status);
    }

    /// <summary>The sample configuration, a service behind it, and one credential of each sort.</summary>
    public sealed class Platform : IAsyncLifetime
    {
        public const string NoIssuer = "this server has no scheme for users' JWTs yet, so that there is no valid one to present";

        private readonly Dictionary<string, string> _values = [];

        public TestServer Server { get; private set; } = null!;

        public Upstream Service { get; private set; } = null!;

        /// <summary>A credential; null where this server knows no such kind.</summary>
        public string? Value(string credential) => _values.GetValueOrDefault(credential);

        public async Task InitializeAsync()
        {
            Environment.SetEnvironmentVariable("TORQUE_SIGNING_KEY", GatewayServer.SigningKey);
            Service = await Upstream.Start();
            var sample = (await File.ReadAllTextAsync(SampleFile())).Replace("http://127.0.0.1:3000/", Service.Address.ToString(), StringComparison.Ordinal);
            Server = await GatewayServer.Start(sample);
            string[] granted = ["intelligence:read", "checkout:write", "assistant:write", "orders:write", "actions:write", "wallet:read"];
            _values[Key] = await Create("live", granted);
            _values["key without the action"] = await Create("live", ["documents:search"]);
            _values["key for test"] = await Create("test", granted);
            _values["key unknown"] = string.Concat(_values[Key].AsSpan(0, _values[Key].Length - 4), "0000");
            _values["key expired"] = await Create("live", granted, Server.Clock.GetUtcNow().ToUnixTimeSeconds() + 1);
            Server.Clock.Advance(TimeSpan.FromSeconds(5));

            // Signed by nobody that is known: refused whether there are issuers or not.
            _values["jwt forged"] = $"{Base64Url("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64Url("{\"sub\":\"user_1\",\"exp\":4102444800}")}.{Base64Url("signature")}";
        }

        public async Task DisposeAsync()
        {
            await Server.DisposeAsync();
            await Service.DisposeAsync();
        }

        private async Task<string> Create(string mode, string[] actions, long? expiresAt = null)
        {
            var created = await Server.Post("/keys", new { description = mode, actions, collections = new[] { "*" }, mode, expires_at = expiresAt ?? 4_102_444_800 });
            Assert.True(created.Status == HttpStatusCode.Created, created.Body);
            return created.Json["value"]!.GetValue<string>();
        }

        private static string Base64Url(string text) =>
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        private static string SampleFile([CallerFilePath] string thisFile = "") =>
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../server/Gateway/samples/platform.json"));
    }
}
