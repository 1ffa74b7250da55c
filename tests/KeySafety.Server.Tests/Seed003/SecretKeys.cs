using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>Creates secret keys for the tests of the product's page on API authentication.</summary>
internal static class SecretKeys
{
    /// <summary>Creates a key from a JSON object; gives its id and value.</summary>
    public static async Task<(int Id, string Value)> Secret(this TestServer server, string fields, string mode = "live")
    {
        var body = JsonNode.Parse(fields)!.AsObject();
        body.TryAdd("description", "Production Server");
        if (mode.Length > 0)
            body.TryAdd("mode", mode);
        if (!body.ContainsKey("actions"))
            body.TryAdd("permissions", new JsonArray("read", "write", "delete"));
        else
            body.TryAdd("collections", new JsonArray());
        var answer = await server.Post("/keys", body);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body);
        return (answer.Json["id"]!.GetValue<int>(), answer.Json["value"]!.GetValue<string>());
    }

    /// <summary>Asks, as a proxy would, whether a request with the key as bearer may pass.</summary>
    public static Task<TestServer.Answer> Ask(
        this TestServer server, string? key, string method = "GET", string uri = "/v1/vaults", string query = "", params (string, string)[] headers) =>
        server.Send(
            HttpMethod.Get,
            "/authorize" + query,
            key: null,
            headers:
            [
                ("X-Original-Method", method), ("X-Original-URI", uri), .. headers,
                .. key is null ? Array.Empty<(string, string)>() : [("Authorization", $"Bearer {key}")],
            ]);

    public static async Task<HttpStatusCode> Status(this Task<TestServer.Answer> answer) => (await answer).Status;
}
