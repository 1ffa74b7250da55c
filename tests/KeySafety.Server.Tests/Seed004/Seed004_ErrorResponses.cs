using System.Net;
using KeySafety.Detection;

namespace KeySafety.Server.Tests.Seed004;

/// <summary>"Error Responses": the three 401s, to the byte.</summary>
public class Seed004_ErrorResponses
{
    private static readonly (HttpMethod Method, string Path)[] Routes =
    [
        (HttpMethod.Post, "/auth/sync-user"), (HttpMethod.Get, "/auth/me"), (HttpMethod.Post, "/auth/mark-welcome-seen"),
        (HttpMethod.Post, "/auth/api-keys"), (HttpMethod.Get, "/auth/api-keys"), (HttpMethod.Delete, "/auth/api-keys/1"),
    ];

    [Fact]
    public async Task InvalidApiKey_Is401() => await AssertEverywhere(
        """{"detail":"Invalid API key"}""",
        _ => ["wrong", KeyFormat.CreateUserKey(new string('k', KeyFormat.UserKeyRandomLength)), "a.b.c", "eyJ.e30."]);

    [Fact]
    public async Task MissingAuthorization_Is401() => await AssertEverywhere("""{"detail":"Authorization header missing"}""", _ => [null]);

    [Fact]
    public async Task ExpiredToken_Is401() => await AssertEverywhere(
        """{"detail":"Token has expired"}""",
        users => [users.Token(claims: payload => payload["exp"] = users.Now.ToUnixTimeSeconds() - 60)]);

    [Fact]
    public async Task TokenThatDoesNotVerify_Is401() => await AssertEverywhere(
        """{"detail":"Invalid token"}""",
        users => [users.Token(claims: payload => payload["aud"] = "another-service")]);

    [Fact]
    public async Task OtherPaths_AnswerInTheSameForm()
    {
        await using var users = await UserServer.Start();
        var answer = await users.Get("/auth/nothing", null);
        Assert.Equal((HttpStatusCode.NotFound, """{"detail":"Not Found"}"""), (answer.Status, answer.Body));
    }

    private static async Task AssertEverywhere(string body, Func<UserServer, string?[]> bearers)
    {
        await using var users = await UserServer.Start();
        foreach (var bearer in bearers(users))
        {
            foreach (var (method, path) in Routes)
            {
                var answer = await users.Send(method, path, bearer);
                Assert.Equal((path, HttpStatusCode.Unauthorized, body), (path, answer.Status, answer.Body));
            }
        }
    }
}
