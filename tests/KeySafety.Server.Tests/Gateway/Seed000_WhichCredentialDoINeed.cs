using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Tests;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.Gateway;

/// <summary>"Which credential do I need?": every credential on every surface, in every place, through the gateway and asked of <c>/authorize</c>.</summary>
/// <remarks>On the sample configuration itself, with the service's address put in.</remarks>
public sealed class Seed000_WhichCredentialDoINeed(Seed000_WhichCredentialDoINeed.Platform platform, ITestOutputHelper output)
    : IClassFixture<Seed000_WhichCredentialDoINeed.Platform>
{
    private const string Key = "key";
    private const string Jwt = "jwt";

    // "There is no public API to mint wallet JWTs": the tokens that there are to be had here are another kind, and open nothing of a wallet's.
    private const string Client = "client-token";

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
                    foreach (var credential in new[] { Key, "key expired", "key unknown", "key without the action", "key for test", Jwt, "jwt expired", "jwt forged", Client })
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
            Assert.False(Platform.HasIssuers);
            output.WriteLine("Not run: this server has no section `issuers`, so that there is no valid JWT to present.");
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
        var (answered, body) = await platform.Send(method, path, headers);
        Assert.Equal(status, answered);
        Assert.Equal(before + (status == 200 ? 1 : 0), platform.Service.Requests.Count);
        if (status == 200)
            Assert.DoesNotContain(value ?? "-none-", platform.Service.Last.Text, StringComparison.Ordinal);
        else
            Assert.Equal(status == 401 ? "authentication_failed" : "permission_denied", JsonNode.Parse(body)!["error"]!.GetValue<string>());

        var (asked, _) = await platform.Send("GET", "/authorize", [("X-Original-URI", path), ("X-Original-Method", method), .. headers]);
        Assert.Equal(status, asked);
    }

    /// <summary>The sample configuration, a service behind it, and one credential of each sort.</summary>
    public sealed class Platform : IAsyncLifetime
    {
        private const string Issuer = "https://wallet.example";
        private const string Audience = "platform";

        private readonly string _directory = Directory.CreateTempSubdirectory("torque-test-").FullName;
        private readonly Dictionary<string, string> _values = [];
        private readonly string _bootstrap = TestServer.NewSecret();
        private ServerProcess _server = null!;

        /// <summary>Whether the server verifies users' JWTs.</summary>
        public static bool HasIssuers => Settings.Sections.Any(section => section.Name == "issuers");

        public Upstream Service { get; private set; } = null!;

        /// <summary>A credential; null where this server knows no such kind.</summary>
        public string? Value(string credential) => _values.GetValueOrDefault(credential);

        public async Task InitializeAsync()
        {
            Environment.SetEnvironmentVariable("TORQUE_SIGNING_KEY", GatewayServer.SigningKey);
            Service = await Upstream.Start();
            var file = Path.Combine(_directory, "platform.json");
            await File.WriteAllTextAsync(file, await Configuration());
            _server = await ServerProcess.Start(_bootstrap, Path.Combine(_directory, "data"), "--config", file);

            string[] granted = ["intelligence:read", "checkout:write", "assistant:write", "orders:write", "actions:write", "wallet:read"];
            _values[Key] = await Create("live", granted);
            _values["key without the action"] = await Create("live", ["documents:search"]);
            _values["key for test"] = await Create("test", granted);
            _values[Client] = await ClientToken();
            _values["key unknown"] = string.Concat(_values[Key].AsSpan(0, _values[Key].Length - 4), "0000");
            // A second is the least that a key may live.
            _values["key expired"] = await Create("live", granted, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
            await Task.Delay(2500);
        }

        public async Task DisposeAsync()
        {
            await _server.DisposeAsync();
            await Service.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }

        public async Task<(int Status, string Body)> Send(string method, string path, (string Name, string Value)[] headers, object? body = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var http = new HttpClient { BaseAddress = _server.Address };
            using var answer = await http.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        private async Task<string> ClientToken()
        {
            var (status, made) = await Send("POST", "/v1/clients", [(TestServer.KeyHeader, _bootstrap)], new { name = "job", type = "service", role = "owner" });
            Assert.True(status == 201, made);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = JsonNode.Parse(made)!["client_id"]!.GetValue<string>(),
                ["client_secret"] = JsonNode.Parse(made)!["client_secret"]!.GetValue<string>(),
            });
            using var http = new HttpClient { BaseAddress = _server.Address };
            using var answer = await http.PostAsync("/v1/auth/token", form);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        }

        private async Task<string> Create(string mode, string[] actions, long? expiresAt = null)
        {
            var (status, body) = await Send("POST", "/keys", [(TestServer.KeyHeader, _bootstrap)],
                new { description = mode, actions, collections = new[] { "*" }, mode, expires_at = expiresAt ?? 4_102_444_800 });
            Assert.True(status == 201, body);
            return JsonNode.Parse(body)!["value"]!.GetValue<string>();
        }

        // The sample with the service's address, and with an issuer of wallets beside it where the server takes one.
        private async Task<string> Configuration()
        {
            using var signer = RSA.Create(2048);
            using var stranger = RSA.Create(2048);
            var (live, past) = (DateTimeOffset.UtcNow.AddHours(1), DateTimeOffset.UtcNow.AddHours(-1));
            _values["jwt forged"] = Token(stranger, live);
            var sample = (await File.ReadAllTextAsync(SampleFile())).Replace("http://127.0.0.1:3000/", Service.Address.ToString(), StringComparison.Ordinal);
            if (!HasIssuers)
                return sample;

            _values[Jwt] = Token(signer, live);
            _values["jwt expired"] = Token(signer, past);
            var jwks = Path.Combine(_directory, "jwks.json");
            var key = signer.ExportParameters(includePrivateParameters: false);
            await File.WriteAllTextAsync(jwks, $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"1","n":"{{Base64Url(key.Modulus!)}}","e":"{{Base64Url(key.Exponent!)}}"}]}""");
            var sections = $$"""
                "issuers": { "wallet": { "issuer": "{{Issuer}}", "audience": "{{Audience}}", "jwks_file": "{{jwks}}", "default_role": "wallet" } },
                "users": { "roles": { "wallet": { "actions": ["actions:write", "wallet:read"], "collections": ["*"] } } },
                """;
            return sample.Insert(sample.IndexOf("\"gateway\"", StringComparison.Ordinal), sections);
        }

        private static string Token(RSA key, DateTimeOffset expires)
        {
            var claims = JsonSerializer.Serialize(new
            {
                iss = Issuer,
                aud = Audience,
                sub = "user_1",
                iat = expires.AddHours(-2).ToUnixTimeSeconds(),
                exp = expires.ToUnixTimeSeconds(),
            });
            var signed = $"{Base64Url("""{"alg":"RS256","typ":"JWT","kid":"1"}"""u8.ToArray())}.{Base64Url(Encoding.UTF8.GetBytes(claims))}";
            return $"{signed}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }

        private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        private static string SampleFile() => Path.Combine(RepositoryFolder.Path, "server", "Gateway", "samples", "platform.json");
    }
}
