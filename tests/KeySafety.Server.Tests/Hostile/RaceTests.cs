using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Seed001;

namespace KeySafety.Server.Tests.Hostile;

/// <summary>Requests that run against each other: whichever comes first, what is left is one of the outcomes in order.</summary>
public class RaceTests
{
    private const int Rounds = 8;

    [Theory]
    [InlineData("revoke")]
    [InlineData("delete")]
    public async Task KeyThatIsRotatedWhileItEnds_LeavesNoValueThatWorks(string how)
    {
        await using var server = await TestServer.Start();
        for (var round = 0; round < Rounds; round++)
        {
            var (id, first) = await server.CreateKey();
            var rotations = Enumerable.Range(0, 6).Select(_ => server.Post($"/keys/{id}/rotate", new { grace_seconds = 600 })).ToList();
            await Task.Delay(round);
            var end = how == "delete" ? await server.Delete($"/keys/{id}") : await server.Post($"/keys/{id}/revoke", null);
            Assert.Equal(HttpStatusCode.OK, end.Status);
            foreach (var answer in await Task.WhenAll(rotations))
            {
                // Too late, or one grace too many, or made and ended since.
                Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict });
                if (answer.Status == HttpStatusCode.OK)
                    Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(answer.Json["value"]!.GetValue<string>()));
            }

            Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(first));
        }
    }

    [Fact]
    public async Task WorkspaceThatIsDeletedWhileKeysAreMade_IsEmptyOrThere()
    {
        await using var server = await ApiClients.Start();
        for (var round = 0; round < Rounds; round++)
        {
            var workspace = await server.CreateWorkspace($"w{round}");
            var made = Enumerable.Range(0, 4).Select(i => i % 2 == 0
                ? server.Send(HttpMethod.Post, "/keys", new { description = "", actions = new[] { "documents:get" }, collections = new[] { "*" } }, headers: ApiClients.In(workspace))
                : server.Send(HttpMethod.Post, "/v1/clients", new { name = $"c{i}", type = "service", role = "viewer" }, headers: ApiClients.In(workspace))).ToList();
            await Task.Delay(round);
            var deleted = await server.Delete($"/v1/workspaces/{workspace}");
            var created = (await Task.WhenAll(made)).Count(answer => answer.Status == HttpStatusCode.Created);
            Assert.Equal(deleted.Status == HttpStatusCode.OK ? 0 : created, created);
            Assert.Contains(deleted.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
            // Nobody finds things of the one before under its name.
            if (deleted.Status == HttpStatusCode.OK)
                await server.CreateWorkspace(workspace);
            Assert.Equal(
                deleted.Status == HttpStatusCode.OK,
                (await server.Send(HttpMethod.Get, "/keys", headers: ApiClients.In(workspace))).Json["keys"]!.AsArray().Count
                    + (await server.Send(HttpMethod.Get, "/v1/clients", headers: ApiClients.In(workspace))).Json["clients"]!.AsArray().Count == 0);
        }
    }
}
