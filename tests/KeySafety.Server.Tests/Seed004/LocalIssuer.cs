using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KeySafety.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>An issuer of users' tokens on this machine: serves its keys over HTTP, signs tokens, can be stopped, rotated, slow and hostile.</summary>
/// <remarks>Tokens are written by hand: the tests must be able to write wrong ones, and not with the library that checks them.</remarks>
internal sealed class LocalIssuer : IAsyncDisposable
{
    public const string Audience = "torque-test";

    // Made once: a key takes a tenth of a second of work, and a test needs two.
    private static readonly RSA[] Made = [RSA.Create(2048), RSA.Create(2048), RSA.Create(2048), RSA.Create(2048)];
    private static int NextKey;

    private readonly List<(string Id, RSA Key)> _keys = [];
    private WebApplication? _app;
    private int _port;
    private int _fetches;

    private LocalIssuer()
    {
    }

    public required string Issuer { get; init; }

    public Uri JwksUri => new($"http://127.0.0.1:{_port}/jwks.json");

    /// <summary>How often the keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Answers in place of the keys, where it is set.</summary>
    public RequestDelegate? Behaviour { get; set; }

    public RSA Key => _keys[^1].Key;

    public string KeyId => _keys[^1].Id;

    public static Task<LocalIssuer> Start() => Start("https://issuer.example");

    /// <param name="name">What its tokens say in <c>iss</c>.</param>
    public static async Task<LocalIssuer> Start(string name)
    {
        var issuer = new LocalIssuer { Issuer = name };
        issuer.AddKey();
        await issuer.Resume();
        return issuer;
    }

    /// <summary>Makes another key, which signs from now on.</summary>
    public string AddKey()
    {
        _keys.Add(($"key-{Guid.NewGuid():N}", Made[Interlocked.Increment(ref NextKey) % Made.Length]));
        return KeyId;
    }

    /// <summary>Publishes the last key alone.</summary>
    public void DropOldKeys() => _keys.RemoveRange(0, _keys.Count - 1);

    /// <summary>Answers nobody from now on.</summary>
    public async Task Stop()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Answers again, on the port that it had.</summary>
    public async Task Resume()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{_port}");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _app = builder.Build();
        _app.Run(Answer);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>How a server is told about it.</summary>
    public IssuerOptions Options(Func<IssuerOptions, IssuerOptions>? change = null)
    {
        // Long: a machine that is busy with other tests is no slow issuer.
        var options = new IssuerOptions { Name = "local", Issuer = Issuer, Audiences = [Audience], JwksUri = JwksUri, FetchTimeout = TimeSpan.FromMinutes(2) };
        return change?.Invoke(options) ?? options;
    }

    /// <summary>The published keys.</summary>
    public string Jwks() => JsonSerializer.Serialize(new { keys = _keys.Select(key => Jwk(key.Id, key.Key)).ToArray() });

    public static JsonObject Jwk(string? id, RSA key)
    {
        var number = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = id, ["n"] = Base64Url(number.Modulus!), ["e"] = Base64Url(number.Exponent!) };
    }

    /// <summary>A token for an hour, with claims and header changed as told.</summary>
    public string Token(DateTimeOffset now, string subject = "user_2abc", string? role = "developer", Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        var payload = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 3600,
            ["email"] = $"{subject}@example.com",
            ["first_name"] = "Jane",
        };
        if (role is not null)
            payload["public_metadata"] = new JsonObject { ["role"] = role };
        claims?.Invoke(payload);
        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        header?.Invoke(head);
        return Sign(head.ToJsonString(), payload.ToJsonString(), Key);
    }

    /// <summary>Signs with RS256, whatever the header says.</summary>
    public static string Sign(string header, string payload, RSA key)
    {
        var text = $"{Base64Url(Encoding.UTF8.GetBytes(header))}.{Base64Url(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await Stop();
    }

    private Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref _fetches);
        if (Behaviour is { } behaviour)
            return behaviour(context);

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Jwks());
    }
}
