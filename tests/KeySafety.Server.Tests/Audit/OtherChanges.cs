using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace KeySafety.Server.Tests.Audit;

/// <summary>Changes beside those of keys: to end a token, to shut a user out, to delete them.</summary>
internal sealed class OtherChanges(HttpClient http, string userToken, string userId, (string Id, string Secret) client, string clientToken)
{
    /// <summary>In an order in which each of them can be made.</summary>
    public IReadOnlyList<(string Name, Func<Task<HttpResponseMessage>> Send)> All =>
    [
        ("a token is revoked", () => Form("/v1/auth/revoke", $"token={clientToken}")),
        ("a user is shut out", () => http.PatchAsJsonAsync($"/users/{userId}", new { is_active = false })),
        ("a user is deleted", () => http.DeleteAsync($"/users/{userId}")),
    ];

    /// <param name="http">Sends the bootstrap key.</param>
    /// <param name="address">Of the server.</param>
    /// <param name="userToken">Of an issuer that the server knows.</param>
    public static async Task<OtherChanges> Prepare(HttpClient http, Uri address, string userToken)
    {
        using var plain = new HttpClient { BaseAddress = address };
        plain.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", userToken);
        var user = await Read(await plain.PostAsync("/auth/sync-user", null));
        var client = await Read(await http.PostAsJsonAsync("/v1/clients", new { name = "job", type = "service", role = "owner" }));
        var changes = new OtherChanges(
            http, userToken, user["user"]!["id"]!.GetValue<string>(), (client["client_id"]!.GetValue<string>(), client["client_secret"]!.GetValue<string>()), string.Empty);
        var token = await Read(await changes.Form("/v1/auth/token", "grant_type=client_credentials"));
        return changes.WithToken(token["access_token"]!.GetValue<string>());
    }

    /// <summary>Whether both tokens are; asked without a change.</summary>
    public async Task<bool> AreInForce() => await IsInForce(userToken) && await IsInForce(clientToken);

    private OtherChanges WithToken(string token) => new(http, userToken, userId, client, token);

    private async Task<bool> IsInForce(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/account");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var plain = new HttpClient { BaseAddress = http.BaseAddress };
        using var response = await plain.SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private async Task<HttpResponseMessage> Form(string path, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret}")));
        return await http.SendAsync(request);
    }

    private static async Task<JsonNode> Read(HttpResponseMessage response)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, body);
            return JsonNode.Parse(body)!;
        }
    }
}
