using System.Net;
using System.Text.Json.Nodes;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Keys;

/// <summary>Seed 003: "Zero-Downtime Rotation". One key with two values, and then with one.</summary>
public class Seed003_KeyRotation
{
    [Fact]
    public async Task BothValuesWork_UntilTheGraceEnds()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey(actions: ["documents:*"]);
        var next = await Rotate(server, id, grace: 60);
        Assert.NotEqual(old, next);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(old));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(next));
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(old));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(old));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(next));
    }

    [Fact]
    public async Task BothValues_AreTheSameKey()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey(actions: ["documents:*"]);
        var next = await Rotate(server, id, grace: 60);
        foreach (var value in new[] { old, next })
            Assert.Equal($"{id}", (await server.Get("/authorize?action=documents:get", value)).Headers["X-Key-Id"]);
        await server.Send(HttpMethod.Patch, $"/keys/{id}", new { actions = new[] { "collections:*" } });
        foreach (var value in new[] { old, next })
            Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"grace_seconds":0}""")]
    public async Task WithoutAGrace_EveryEarlierValueEndsNow(string? body)
    {
        await using var server = await TestServer.Start();
        var (id, first) = await server.CreateKey(actions: ["*"]);
        var second = await Rotate(server, id, grace: 1000);
        var answer = await server.Post($"/keys/{id}/rotate", body);
        Assert.Null(answer.Json["previous_values_until"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(first));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(second));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(answer.Json["value"]!.GetValue<string>()));
    }

    [Fact]
    public async Task ScopedKeysOfTheOldValue_WorkThroughTheGrace()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey();
        var scoped = ScopedKeyTests.Mint(old, """{"filter_by":"a:1"}""");
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        var next = await Rotate(server, id, grace: 60);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(old, """{"filter_by":"b:1"}""")));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(next, """{"filter_by":"a:1"}""")));
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        server.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(next, """{"filter_by":"a:1"}""")));
    }

    [Fact]
    public async Task ScopedKeyOfTheOldValue_CanBeRevokedByItself()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey();
        var (scoped, other) = (ScopedKeyTests.Mint(old, "{}"), ScopedKeyTests.Mint(old, """{"filter_by":"a:1"}"""));
        await Rotate(server, id, grace: 60);
        Assert.Equal(HttpStatusCode.OK, (await server.Post($"/keys/{id}/scoped/revoke", new { value = scoped })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(other));
    }

    [Fact]
    public async Task ScopedKeyOfTheOldValue_IsRevokedWithAllOthers()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey();
        var scoped = ScopedKeyTests.Mint(old, "{}");
        await Rotate(server, id, grace: 60);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        await server.Post($"/keys/{id}/scoped/revoke", null);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
    }

    [Fact]
    public async Task Grace_SurvivesARestartAndACopy()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey(actions: ["*"]);
        var next = await Rotate(server, id, grace: 60);
        var original = server.Options.DataDir;
        var copy = Directory.CreateTempSubdirectory("torque-copy-").FullName;
        try
        {
            Assert.Equal(HttpStatusCode.Created, (await server.Post($"/operations/snapshot?snapshot_path={copy}/data", null)).Status);
            foreach (var directory in new[] { $"{copy}/data", original })
            {
                await server.Restart(options => options with { DataDir = directory });
                Assert.Equal(HttpStatusCode.OK, await server.Authorize(old));
                Assert.Equal(HttpStatusCode.OK, await server.Authorize(next));
            }

            server.Clock.Advance(TimeSpan.FromSeconds(61));
            await server.Restart();
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(old));
        }
        finally
        {
            await server.Stop();
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task DeletedOrRevokedKey_TakesItsEarlierValuesAlong()
    {
        await using var server = await TestServer.Start();
        var (deleted, first) = await server.CreateKey(actions: ["*"]);
        var (revoked, second) = await server.CreateKey(actions: ["*"]);
        string[] values = [first, second, await Rotate(server, deleted, grace: 60), await Rotate(server, revoked, grace: 60)];
        await server.Delete($"/keys/{deleted}");
        await server.Post($"/keys/{revoked}/revoke", null);
        foreach (var value in values)
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
    }

    [Fact]
    public async Task ValueInItsGrace_CannotBeTakenByAnotherKey()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey(actions: ["*"]);
        await Rotate(server, id, grace: 60);
        var body = new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, value = old };
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post("/keys", body)).Status);
    }

    [Fact]
    public async Task AfterAReseal_TheNewValueWorksAndTheGraceIsOver()
    {
        await using var server = await TestServer.Start();
        var (id, old) = await server.CreateKey(actions: ["*"]);
        var next = await Rotate(server, id, grace: 60);
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post($"/keys/{id}/rotate", new { grace_seconds = 5 })).Status);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(next));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(old));
        await server.Restart(options => options with { Reseal = false });
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(next));
        server.Clock.Advance(TimeSpan.FromSeconds(120));
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(await Rotate(server, id, grace: 60)));
    }

    [Fact]
    public async Task Rotation_IsBounded()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey(actions: ["*"]);
        for (var i = 0; i < 5; i++)
            await Rotate(server, id, grace: 60);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post($"/keys/{id}/rotate", new { grace_seconds = 60 })).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(70));
        await Eventually(async () => (await server.Post($"/keys/{id}/rotate", new { grace_seconds = 60 })).Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"grace_seconds":-1}""")]
    [InlineData("""{"grace_seconds":"60"}""")]
    [InlineData("""{"grace_seconds":7776001}""")]
    [InlineData("""{"grace":60}""")]
    [InlineData("""{"grace_seconds":60""")]
    [InlineData("[]")]
    public async Task BadBody_RotatesNothing(string body)
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey(actions: ["*"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Post($"/keys/{id}/rotate", body)).Status);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(value));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Post("/keys/99/rotate", null)).Status);
    }

    internal static async Task<string> Rotate(TestServer server, int id, int grace)
    {
        var answer = await server.Post($"/keys/{id}/rotate", new JsonObject { ["grace_seconds"] = grace });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds() + grace, answer.Json["previous_values_until"]!.GetValue<long>());
        var value = answer.Json["value"]!.GetValue<string>();
        Assert.Equal(value[..4], answer.Json["key_prefix"]!.GetValue<string>());
        return value;
    }

    // What a timer does comes shortly after the clock was moved.
    private static async Task Eventually(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("It did not happen within five seconds.");
    }
}
