using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Seed004;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A user who is synced, makes a key and revokes it, again and again, and remembers what was acknowledged.</summary>
internal sealed class RecordingUser(string subject, LocalIssuer issuer)
{
    private const int Remembered = 20;

    private readonly Queue<string> _revoked = new();
    private (string Id, string Value)? _key;
    private bool _isSynced;

    // What is in flight when the server is killed: nobody knows whether it happened.
    private bool _isInDoubt;

    public int Acknowledged { get; private set; }

    public async Task Write(HttpClient http, TaskCompletionSource acknowledged, CancellationToken killed)
    {
        try
        {
            while (true)
            {
                await Step(http, killed);
                acknowledged.TrySetResult();
            }
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            // Killed.
        }
    }

    /// <summary>Asks the server that was started again.</summary>
    public async Task Compare(HttpClient http)
    {
        using var me = await Send(http, HttpMethod.Get, "/auth/me", issuer.Token(DateTimeOffset.UtcNow, subject));
        if (!_isSynced)
        {
            Assert.True(_isInDoubt || me.StatusCode == HttpStatusCode.NotFound);
            _isSynced = me.StatusCode == HttpStatusCode.OK;
            _isInDoubt = false;
            return;
        }

        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        using var list = await Send(http, HttpMethod.Get, "/auth/api-keys", issuer.Token(DateTimeOffset.UtcNow, subject));
        var keys = JsonNode.Parse(await list.Content.ReadAsStringAsync())!.AsArray();
        var active = keys.Where(key => key!["is_active"]!.GetValue<bool>()).Select(key => key!["id"]!.GetValue<string>()).ToList();
        Assert.True(active.Count <= 1, $"{subject} has {active.Count} active keys.");
        foreach (var revoked in _revoked)
            Assert.Equal(HttpStatusCode.Unauthorized, await Authorize(http, revoked));
        if (_key is { } key && (!_isInDoubt || active.Count == 1))
        {
            Assert.Equal([key.Id], active);
            Assert.Equal(HttpStatusCode.OK, await Authorize(http, key.Value));
        }
        else if (_key is { } gone)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Authorize(http, gone.Value));
            _key = null;
        }
        else
        {
            Assert.True(_isInDoubt || active.Count == 0, $"{subject} has a key that nobody asked for.");
            // One whose value nobody has: it is revoked like any other.
            foreach (var id in active)
            {
                using var revoked = await Send(http, HttpMethod.Delete, $"/auth/api-keys/{id}", issuer.Token(DateTimeOffset.UtcNow, subject));
                Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
            }
        }

        _isInDoubt = false;
    }

    private async Task Step(HttpClient http, CancellationToken killed)
    {
        var token = issuer.Token(DateTimeOffset.UtcNow, subject);
        _isInDoubt = true;
        if (!_isSynced)
        {
            using var synced = await Send(http, HttpMethod.Post, "/auth/sync-user", token, null, killed);
            Assert.Equal(HttpStatusCode.OK, synced.StatusCode);
            _isSynced = true;
        }
        else if (_key is { } key)
        {
            using var revoked = await Send(http, HttpMethod.Delete, $"/auth/api-keys/{key.Id}", token, null, killed);
            Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
            _key = null;
            _revoked.Enqueue(key.Value);
            if (_revoked.Count > Remembered)
                _revoked.Dequeue();
        }
        else
        {
            using var created = await Send(http, HttpMethod.Post, "/auth/api-keys", token, new { name = "kill" }, killed);
            var body = await created.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(created.StatusCode == HttpStatusCode.OK, body);
            var answer = JsonNode.Parse(body)!;
            _key = (answer["key_info"]!["id"]!.GetValue<string>(), answer["key"]!.GetValue<string>());
        }

        _isInDoubt = false;
        Acknowledged++;
    }

    private static async Task<HttpStatusCode> Authorize(HttpClient http, string value)
    {
        using var answer = await Send(http, HttpMethod.Get, "/authorize?action=documents:search", value);
        return answer.StatusCode;
    }

    // While the server is fetching the issuer's keys, tokens are answered with 503.
    private static async Task<HttpResponseMessage> Send(
        HttpClient http, HttpMethod method, string path, string bearer, object? body = null, CancellationToken killed = default)
    {
        while (true)
        {
            var answer = await SendOnce(http, method, path, bearer, body, killed);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                return answer;

            answer.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(100), killed);
        }
    }

    private static async Task<HttpResponseMessage> SendOnce(
        HttpClient http, HttpMethod method, string path, string bearer, object? body, CancellationToken killed)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        // From an address of its own: the limit on failures is not what is tested here.
        request.Headers.Add("X-Forwarded-For", $"2001:db8:{Random.Shared.Next(65536):x}:{Random.Shared.Next(65536):x}::1");
        request.Content = body is null ? null : JsonContent.Create(body);
        return await http.SendAsync(request, killed);
    }
}
