using System.Net;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Seed001;

/// <summary>A client's tokens end with it: from the answer to its revocation on, whoever saw them before.</summary>
public class RevokedClientTests
{
    [Theory]
    [InlineData("revoke")]
    [InlineData("delete")]
    public async Task TokenSeenBefore_IsRefusedAfterTheAnswer(string how)
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var (seen, unseen) = (await server.Token(client), await server.Token(client));
        Assert.Equal(HttpStatusCode.OK, await server.AuthorizeToken(seen));
        await End(server, client, how);
        foreach (var token in new[] { seen, unseen })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.WithToken(token, "/keys")).Status);
        }

        await server.Restart();
        Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(seen));
    }

    [Fact]
    public async Task TokensOfARevokedClient_AreNoGuesses()
    {
        await using var server = await ApiClients.Start();
        var client = await server.CreateService();
        var token = await server.Token(client);
        await End(server, client, "revoke");
        for (var i = 0; i < 120; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
    }

    /// <summary>Requests for tokens run against the revocation: whatever they were given, nothing of it works after the answer.</summary>
    [Fact]
    public async Task RevocationAgainstTokenRequests_LeavesNoTokenThatWorks()
    {
        await using var server = await ApiClients.Start();
        for (var round = 0; round < 5; round++)
        {
            var client = await server.CreateService();
            using var end = new CancellationTokenSource();
            var issuers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                var tokens = new List<string>();
                while (!end.IsCancellationRequested)
                {
                    var answer = await server.AskForToken(client);
                    if (answer.Status != HttpStatusCode.OK)
                        break;

                    tokens.Add(answer.Json["access_token"]!.GetValue<string>());
                    await server.AuthorizeToken(tokens[^1]);
                }

                return tokens;
            })).ToList();
            await Task.Delay(20 * round);
            await End(server, client, round % 2 == 0 ? "revoke" : "delete");
            await end.CancelAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskForToken(client)).Status);
            foreach (var token in (await Task.WhenAll(issuers)).SelectMany(tokens => tokens))
                Assert.Equal(HttpStatusCode.Unauthorized, await server.AuthorizeToken(token));
        }
    }

    private static async Task End(TestServer server, ApiClients.Credentials client, string how) =>
        Assert.Equal(HttpStatusCode.OK, (how == "delete" ? await server.Delete($"/v1/clients/{client.Id}") : await server.Post($"/v1/clients/{client.Id}/revoke", null)).Status);
}
