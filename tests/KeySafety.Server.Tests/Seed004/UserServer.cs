using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Users;
using Microsoft.Extensions.Configuration;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>A server that trusts a local issuer, and requests as its users make them.</summary>
internal sealed class UserServer : IAsyncDisposable
{
    private UserServer(LocalIssuer issuer, TestServer server) => (Issuer, Server) = (issuer, server);

    public LocalIssuer Issuer { get; }

    public TestServer Server { get; }

    public DateTimeOffset Now => Server.Clock.GetUtcNow();

    /// <summary>Developers may read documents of all collections; that is what the tests ask for.</summary>
    public static UserOptions Roles { get; } = UserOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["roles:developer:actions:0"] = "documents:get",
        ["roles:developer:collections:0"] = "*",
        ["roles:wallet:actions:0"] = "wallet:*",
    }).Build());

    public static async Task<UserServer> Start(Func<IssuerOptions, IssuerOptions>? change = null, Func<KeyServerOptions, KeyServerOptions>? server = null)
    {
        var issuer = await LocalIssuer.Start();
        try
        {
            return new UserServer(issuer, await TestServer.Start(options =>
            {
                options = options with { Issuers = [issuer.Options(change)], Users = Roles };
                return server?.Invoke(options) ?? options;
            }));
        }
        catch
        {
            await issuer.DisposeAsync();
            throw;
        }
    }

    public string Token(string subject = "user_2abc", string? role = "developer", Action<JsonObject>? claims = null, Action<JsonObject>? header = null) =>
        Issuer.Token(Now, subject, role, claims, header);

    /// <summary>A request with a bearer, or without.</summary>
    public Task<TestServer.Answer> Send(HttpMethod method, string path, string? bearer, object? body = null) =>
        Server.Send(method, path, body, key: null, headers: bearer is null ? [] : [("Authorization", $"Bearer {bearer}")]);

    public Task<TestServer.Answer> Get(string path, string? bearer) => Send(HttpMethod.Get, path, bearer);

    public Task<TestServer.Answer> Post(string path, string? bearer, object? body = null) => Send(HttpMethod.Post, path, bearer, body);

    public Task<TestServer.Answer> Me(string? bearer) => Get("/auth/me", bearer);

    /// <summary>Whether a proxy would let the bearer read a document.</summary>
    public async Task<HttpStatusCode> MayRead(string? bearer) => (await Get("/authorize/collections/products/documents/1", bearer)).Status;

    public async Task<TestServer.Answer> Sync(string token)
    {
        var answer = await Post("/auth/sync-user", token);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return answer;
    }

    /// <summary>Syncs a user and makes their key.</summary>
    public async Task<(string Id, string Value)> KeyOf(string token, string name = "My API Key")
    {
        await Sync(token);
        var answer = await Post("/auth/api-keys", token, new { name });
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return (answer.Json["key_info"]!["id"]!.GetValue<string>(), answer.Json["key"]!.GetValue<string>());
    }

    /// <summary>Waits for what happens in the background.</summary>
    public static async Task Until(Func<Task<bool>> isSo)
    {
        for (var tries = 0; tries < 400; tries++)
        {
            if (await isSo())
                return;
            await Task.Delay(25);
        }

        Assert.Fail("It did not happen within 10 seconds.");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
