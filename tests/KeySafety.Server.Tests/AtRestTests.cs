using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Keys;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests;

/// <summary>No secret that the server ever held stands in its data directory, in a snapshot or in its output, in any encoding.</summary>
public sealed class AtRestTests : IDisposable
{
    // A part of a secret is a leak as well, but its first four characters are shown on purpose; so every window of this length is looked for.
    private const int WindowLength = 12;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-rest-");
    private readonly string _firstBootstrapKey = TestServer.NewSecret();
    private readonly string _secondBootstrapKey = TestServer.NewSecret();
    private readonly HashSet<string> _secrets = [];

    private string DataDir => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task NoSecret_IsFoundAnywhere()
    {
        _secrets.UnionWith([_firstBootstrapKey, _secondBootstrapKey]);
        var output = new StringBuilder();

        await using var issuer = await LocalIssuer.Start();
        var config = Path.Combine(_directory.FullName, "torque.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            issuers = new { local = new { issuer = issuer.Issuer, jwks_uri = issuer.JwksUri, audience = LocalIssuer.Audience, query_parameter = "authJWT" } },
        }));
        await using (var server = await ServerProcess.Start(_firstBootstrapKey, DataDir, "--log-level", "trace", "--config", config))
        {
            await IssueAndUse(server, _firstBootstrapKey);
            await UseAsUser(server, issuer, "user_first", _firstBootstrapKey);
            AssertNoSecret(server.Output, "running");
            await server.Terminate();
            output.AppendLine(server.Output);
        }

        var rotated = await ServerProcess.Start(
            _secondBootstrapKey, DataDir, "--log-level", "trace", "--previous-api-key", _firstBootstrapKey, "--config", config);
        await using (rotated)
        {
            await IssueAndUse(rotated, _secondBootstrapKey);
            await UseAsUser(rotated, issuer, "user_second", _secondBootstrapKey);
            await Snapshot(rotated, Path.Combine(_directory.FullName, "snapshot"));
            AssertNoSecret(rotated.Output, "running after the change of the bootstrap key");
            // Killed, so that the log file of the database stays as it was.
            await rotated.Kill();
            output.AppendLine(rotated.Output);
        }

        AssertNoSecret(output.ToString(), "stopped");
        Assert.Contains("/authorize 200", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("withheld", string.Concat(Directory.GetFiles(Path.Combine(DataDir, "audit"), "*.jsonl").Select(File.ReadAllText)), StringComparison.Ordinal);
        Assert.Contains(_directory.EnumerateFiles("*", SearchOption.AllDirectories), file => file.DirectoryName!.EndsWith("snapshot", StringComparison.Ordinal));
    }

    // What the search above is worth: it finds a secret in every form that it claims to.
    [Theory]
    [InlineData("plain")]
    [InlineData("UTF-16")]
    [InlineData("base64")]
    [InlineData("base64, not at its start")]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("percent-encoded")]
    [InlineData("cut")]
    [InlineData("not at all")]
    public void Search_FindsEveryForm(string form)
    {
        var secret = TestServer.NewSecret() + "+/=";
        byte[]? written = form switch
        {
            "plain" => Encoding.UTF8.GetBytes(secret),
            "UTF-16" => Encoding.Unicode.GetBytes(secret),
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))),
            "base64, not at its start" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + secret + "yz"))),
            "hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))),
            "HEX" => Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(secret))),
            "percent-encoded" => Encoding.ASCII.GetBytes(Uri.EscapeDataString(secret)),
            "cut" => Encoding.ASCII.GetBytes(secret[8..28]),
            _ => null,
        };
        _secrets.Add(secret);

        Assert.Equal(written is not null, Find([.. Encoding.ASCII.GetBytes("before "), .. written ?? "nothing"u8.ToArray(), .. " after"u8]) is not null);
    }

    private async Task IssueAndUse(ServerProcess server, string bootstrapKey)
    {
        // A value may be any text; what is not ASCII goes out as UTF-8.
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = server.Address };
        var parent = await Create(http, bootstrapKey, new { });
        var keys = new List<(int Id, string Value)>
        {
            parent,
            await Create(http, bootstrapKey, new { value = TestServer.NewSecret() }),
            await Create(http, bootstrapKey, new { value = $"own +/&=\"é {Guid.NewGuid():N}" }),
            await Create(http, bootstrapKey, new { value = string.Concat(Enumerable.Range(0, 8).Select(_ => Guid.NewGuid().ToString("N"))) }),
            await Create(http, bootstrapKey, new { scoped = false }),
            await Create(http, bootstrapKey, new { actions = new[] { "*" } }),
            await Create(http, bootstrapKey, new { mode = "live", allowed_ips = new[] { "203.0.113.5" }, plan = "professional" }),
            await Create(http, bootstrapKey, new { mode = "test" }),
            await Create(http, bootstrapKey, new { expires_at = 1 }),
            await Create(http, bootstrapKey, new { expires_at = 1, autodelete = true }),
        };
        var deleted = await Create(http, bootstrapKey, new { });

        var local = ScopedSearchKey.Mint(parent.Value, """{"filter_by":"company_id:124"}""");
        var minted = await Send(http, HttpMethod.Post, $"/keys/{parent.Id}/scoped", bootstrapKey, new { filter_by = "company_id:125" });
        var remote = JsonNode.Parse(minted)!["value"]!.GetValue<string>();
        _secrets.UnionWith([local, remote]);

        var rotated = await Send(http, HttpMethod.Post, $"/keys/{parent.Id}/rotate", bootstrapKey, new { grace_seconds = 1000 });
        var next = JsonNode.Parse(rotated)!["value"]!.GetValue<string>();
        _secrets.Add(next);

        var wrong = Wrong();
        string[] values = [next, .. keys.Select(key => key.Value), deleted.Value, local, remote, bootstrapKey, wrong];
        foreach (var value in values)
            await Use(http, value, bootstrapKey, isKnown: value != wrong);

        await IssueAndUseTokens(http, bootstrapKey);

        // A scoped key that is revoked leaves its digest; a parent that becomes an admin key leaves no sealed value.
        await Send(http, HttpMethod.Post, $"/keys/{parent.Id}/scoped/revoke", bootstrapKey, new { value = local });
        await Send(http, HttpMethod.Patch, $"/keys/{keys[1].Id}", bootstrapKey, new { actions = new[] { "*" } });
        await Send(http, HttpMethod.Delete, $"/keys/{deleted.Id}", bootstrapKey, body: null);
        await Send(http, HttpMethod.Post, "/keys", bootstrapKey, Body(new { value = parent.Value }));
        await Send(http, HttpMethod.Get, "/keys", bootstrapKey, body: null);
        foreach (var value in values)
            await Use(http, value, bootstrapKey, isKnown: value != wrong);
    }

    /// <summary>Clients, their secrets right and wrong, in the form, in the header and where they do not belong, and their tokens.</summary>
    private async Task IssueAndUseTokens(HttpClient http, string bootstrapKey)
    {
        var created = JsonNode.Parse(await Send(http, HttpMethod.Post, "/v1/clients", bootstrapKey, new { name = Guid.NewGuid(), type = "service", role = "owner" }))!;
        var (id, secret) = (created["client_id"]!.GetValue<string>(), created["client_secret"]!.GetValue<string>());
        var next = JsonNode.Parse(await Send(http, HttpMethod.Post, $"/v1/clients/{id}/rotate-secret", bootstrapKey, new { grace_seconds = 1000 }))!["client_secret"]!.GetValue<string>();
        _secrets.UnionWith([secret, next]);
        var tokens = new List<string>();
        foreach (var value in new[] { secret, next, Wrong() })
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{value}"));
            _secrets.Add(basic);
            foreach (var (form, authorization) in new[]
            {
                ($"grant_type=client_credentials&client_id={id}&client_secret={value}", null),
                ("grant_type=client_credentials", $"Basic {basic}"),
                ($"grant_type=password&client_id={id}&client_secret={value}", (string?)null),
            })
            {
                tokens.AddRange(await AskForToken(http, "/v1/auth/token", form, authorization) is { } token ? [token] : []);
                await AskForToken(http, $"/v1/auth/token?{form}", form, authorization);
            }
        }

        Assert.Equal(4, tokens.Count);
        // Header and payload are no secrets; what may not be found is the signature.
        _secrets.UnionWith(tokens.Select(token => token[(token.LastIndexOf('.') + 1)..]));
        foreach (var token in tokens)
            await Use(http, token, bootstrapKey, isKnown: true);
        await AskForToken(http, "/v1/auth/revoke", $"client_id={id}&client_secret={next}&token={tokens[0]}", null);
        await Use(http, tokens[0], bootstrapKey, isKnown: true);
        await Send(http, HttpMethod.Post, $"/v1/clients/{id}/revoke", bootstrapKey, body: null);
        await Use(http, tokens[1], bootstrapKey, isKnown: true);
    }

    private static async Task<string?> AskForToken(HttpClient http, string path, string form, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        if (authorization is not null)
            request.Headers.Add("Authorization", authorization);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && text.Length > 0 ? JsonNode.Parse(text)!["access_token"]!.GetValue<string>() : null;
    }

    /// <summary>A user's token, one that does not verify, and their keys, one of them revoked.</summary>
    private async Task UseAsUser(ServerProcess server, LocalIssuer issuer, string subject, string bootstrapKey)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var token = issuer.Token(DateTimeOffset.UtcNow, subject);
        var wrong = issuer.Token(DateTimeOffset.UtcNow, subject, claims: payload => payload["aud"] = "another-service");
        // Header and claims of a token say who somebody is, and are in the records; what opens is the signature.
        foreach (var secret in new[] { token, wrong })
            _secrets.Add(secret[(secret.LastIndexOf('.') + 1)..]);
        using var bearer = new HttpClient { BaseAddress = server.Address };
        bearer.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        // 503 while the server is fetching the issuer's keys.
        while ((await bearer.PostAsync("/auth/sync-user", null)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        string[] values = [token, wrong];
        for (var i = 0; i < 2; i++)
        {
            using var created = (await bearer.PostAsJsonAsync("/auth/api-keys", new { name = $"key {i}" })).EnsureSuccessStatusCode();
            var answer = JsonNode.Parse(await created.Content.ReadAsStringAsync())!;
            var value = answer["key"]!.GetValue<string>();
            // `sk_` and the twelve characters behind it are shown on purpose, and six of these are the mark.
            _secrets.Add(value["sk_123456".Length..]);
            values = [.. values, value];
            await Use(http, value, bootstrapKey, isKnown: value != wrong);
            if (i == 0)
                (await bearer.DeleteAsync($"/auth/api-keys/{answer["key_info"]!["id"]}")).EnsureSuccessStatusCode();
        }

        foreach (var value in values)
        {
            await Use(http, value, bootstrapKey, isKnown: value != wrong);
            await Get(http, $"/authorize?action=documents:search&authJWT={value}", _ => { });
            await Get(http, "/auth/me", request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {value}"));
        }
    }

    // A wrong key may be a right one with a typing error: it is not written down either.
    private string Wrong()
    {
        var wrong = TestServer.NewSecret();
        _secrets.Add(wrong);
        return wrong;
    }

    /// <summary>Presents a key in every way there is, on routes that allow, refuse and do not exist.</summary>
    private static async Task Use(HttpClient http, string value, string bootstrapKey, bool isKnown)
    {
        var query = $"x-typesense-api-key={Uri.EscapeDataString(value)}";
        foreach (var path in new[] { "/authorize?action=documents:search&collection=a", "/authorize/collections/a/documents/search", "/keys", "/debug", "/nowhere" })
        {
            await Get(http, path, request => request.Headers.TryAddWithoutValidation(TestServer.KeyHeader, value));
            await Get(http, path, request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {value}"));
            await Get(http, path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query, _ => { });
        }

        // Texts of the caller's choice that the audit could take for names.
        await Get(http, $"/authorize?action={Uri.EscapeDataString(value)}", request => request.Headers.TryAddWithoutValidation(TestServer.KeyHeader, value));
        await Get(http, $"/keys/{Uri.EscapeDataString(value)}", request => request.Headers.TryAddWithoutValidation(TestServer.KeyHeader, bootstrapKey));
        await Get(http, $"/audit?request_id={Uri.EscapeDataString(value)}", request => request.Headers.TryAddWithoutValidation(TestServer.KeyHeader, bootstrapKey));
        await Get(http, "/debug", request =>
        {
            request.Headers.TryAddWithoutValidation(TestServer.KeyHeader, bootstrapKey);
            if (isKnown)
                request.Headers.TryAddWithoutValidation("X-Request-Id", value);
        });

        await Get(http, "/authorize", request =>
        {
            request.Headers.TryAddWithoutValidation("X-Original-Method", "GET");
            request.Headers.TryAddWithoutValidation("X-Original-URI", $"/collections/a/documents/search?{query}");
        });
        using var searches = new StringContent($$"""{"searches":[{"collection":"a","x-typesense-api-key":{{JsonValue.Create(value).ToJsonString()}}}]}""");
        searches.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var answer = await http.PostAsync("/authorize/multi_search", searches);
    }

    private static async Task Get(HttpClient http, string path, Action<HttpRequestMessage> present)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        // From an address of its own: a client that is limited gets no further than the limit.
        request.Headers.Add("X-Forwarded-For", $"2001:db8:{Random.Shared.Next(65536):x}:{Random.Shared.Next(65536):x}::1");
        present(request);
        using var answer = await http.SendAsync(request);
    }

    private async Task<(int Id, string Value)> Create(HttpClient http, string bootstrapKey, object fields)
    {
        var answer = JsonNode.Parse(await Send(http, HttpMethod.Post, "/keys", bootstrapKey, Body(fields)))!;
        var value = answer["value"]!.GetValue<string>();
        _secrets.Add(value);
        return (answer["id"]!.GetValue<int>(), value);
    }

    private static JsonObject Body(object fields)
    {
        var body = new JsonObject
        {
            ["description"] = "at rest",
            ["actions"] = new JsonArray("documents:search"),
            ["collections"] = new JsonArray("*"),
        };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(fields)!.AsObject().ToList())
            body[name] = value?.DeepClone();
        return body;
    }

    private static async Task<string> Send(HttpClient http, HttpMethod method, string path, string bootstrapKey, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add(TestServer.KeyHeader, bootstrapKey);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, $"{method} {path}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task Snapshot(ServerProcess server, string path)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await Send(http, HttpMethod.Post, $"/operations/snapshot?snapshot_path={Uri.EscapeDataString(path)}", _secondBootstrapKey, body: null);
    }

    private void AssertNoSecret(string output, string when)
    {
        Assert.True(Find(Encoding.UTF8.GetBytes(output)) is null, $"A secret was printed while {when}.");
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories))
            Assert.True(Find(Read(file)) is null, $"{file.FullName} holds a secret while {when}.");
    }

    // The running server holds its files open, and one of them, which is empty, for itself alone.
    private static byte[] Read(FileInfo file)
    {
        using var stream = file.Length == 0
            ? Stream.Null
            : new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The form of a secret that stands in the bytes, or null.</summary>
    private string? Find(byte[] bytes)
    {
        // Case does not matter to hex, and so to nothing here: a false hit of twelve characters does not happen.
        var text = Encoding.Latin1.GetString(bytes);
        return _secrets.SelectMany(Forms).Distinct().FirstOrDefault(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>All parts of a secret, as bytes read as Latin-1, in every encoding.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        for (var start = 0; start == 0 || start + WindowLength <= secret.Length; start += WindowLength / 2)
        {
            var part = secret.Substring(start, Math.Min(WindowLength, secret.Length - start));
            var bytes = Encoding.UTF8.GetBytes(part);
            yield return Encoding.Latin1.GetString(bytes);
            yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(part));
            yield return Convert.ToHexString(bytes);
            yield return Uri.EscapeDataString(part);
            // Three bytes become four characters: what is looked for depends on where among the three it begins.
            for (var offset = 0; offset < 3; offset++)
            {
                var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
                var first = offset == 0 ? 0 : 4;
                yield return encoded[first..((bytes.Length + offset) / 3 * 4)];
            }
        }
    }
}
