using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>What tests do with API clients, over HTTP.</summary>
internal static class ApiClients
{
    public const string PublicUrl = "https://keys.example.com";
    public const string WorkspaceHeader = "X-Torque-Workspace";

    public sealed record Credentials(string Id, string Secret);

    /// <summary>A server whose tokens survive a restart on another port.</summary>
    public static Task<TestServer> Start() => TestServer.Start(options => options with { PublicUrl = PublicUrl });

    public static async Task<string> CreateWorkspace(this TestServer server, string name)
    {
        Assert.Equal(HttpStatusCode.Created, (await server.Post("/v1/workspaces", new { name })).Status);
        return name;
    }

    /// <summary>Makes a service client, by the bootstrap key unless another owner is named.</summary>
    public static async Task<Credentials> CreateService(
        this TestServer server, string role = "owner", string? workspace = null, string? name = null, string key = "") =>
        Read(await server.Send(
            HttpMethod.Post, "/v1/clients", new { name = name ?? Guid.NewGuid().ToString(), type = "service", role }, key, In(workspace)));

    /// <summary>Makes a private client of whoever holds the key.</summary>
    public static async Task<Credentials> CreatePrivate(this TestServer server, string key = "", string? name = null) =>
        Read(await server.Post("/v1/clients", new { name = name ?? Guid.NewGuid().ToString() }, key));

    /// <summary>A token of the client, by HTTP Basic.</summary>
    public static async Task<string> Token(this TestServer server, Credentials client, string? scope = null, string? address = null)
    {
        var answer = await server.AskForToken(client, scope, address);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json["access_token"]!.GetValue<string>();
    }

    public static Task<TestServer.Answer> AskForToken(this TestServer server, Credentials client, string? scope = null, string? address = null) =>
        server.PostForm("/v1/auth/token", "grant_type=client_credentials" + (scope is null ? "" : "&scope=" + Uri.EscapeDataString(scope)), client, address);

    /// <summary>Posts a form as it is written.</summary>
    public static async Task<TestServer.Answer> PostForm(
        this TestServer server, string path, string form, Credentials? basic = null, string? address = null, string contentType = "application/x-www-form-urlencoded")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(form, Encoding.UTF8, contentType) };
        if (basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.Id}:{basic.Secret}")));
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        return await TestServer.Answer.Of(await server.Http.SendAsync(request));
    }

    /// <summary>Sends a request with a bearer token.</summary>
    public static Task<TestServer.Answer> WithToken(
        this TestServer server, string token, string path, HttpMethod? method = null, object? body = null, params (string Name, string Value)[] headers) =>
        server.Send(method ?? HttpMethod.Get, path, body, key: null, [.. headers, ("Authorization", $"Bearer {token}")]);

    /// <summary>The status of the forward-auth check for a bearer token.</summary>
    public static async Task<HttpStatusCode> AuthorizeToken(this TestServer server, string token, string action = "documents:search", string more = "") =>
        (await server.WithToken(token, $"/authorize?action={action}{more}")).Status;

    public static (string Name, string Value)[] In(string? workspace) => workspace is null ? [] : [(WorkspaceHeader, workspace)];

    /// <summary>The claims of a token.</summary>
    public static JsonNode Claims(string token) => Part(token, 1);

    public static JsonNode Header(string token) => Part(token, 0);

    private static JsonNode Part(string token, int index) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]))!;

    private static Credentials Read(TestServer.Answer answer)
    {
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return new Credentials(answer.Json["client_id"]!.GetValue<string>(), answer.Json["client_secret"]!.GetValue<string>());
    }
}
