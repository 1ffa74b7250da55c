using System.Net;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Tests.Keys;

namespace KeySafety.Server.Tests.Store;

/// <summary>What lies in the data directory, across restarts, changes of the bootstrap key, copies and damage.</summary>
public class StoreTests
{
    [Fact]
    public async Task Keys_SurviveARestart()
    {
        await using var server = await TestServer.Start();
        var (id, plain) = await server.CreateKey(actions: ["*"], collections: ["a"]);
        var (_, parent) = await server.CreateKey();
        var listed = (await server.Get("/keys")).Body;
        await server.Restart();
        Assert.Equal(listed, (await server.Get("/keys")).Body);
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(plain, collection: "a"));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(parent, "{}")));
        Assert.Equal(id + 2, (await server.CreateKey()).Id);
    }

    [Fact]
    public async Task AnotherBootstrapKey_IsRefusedWithTheWaysOut()
    {
        await using var server = await TestServer.Start();
        await server.CreateKey();
        var problem = await Assert.ThrowsAsync<StartupException>(() => server.Restart(options => options with { ApiKey = TestServer.NewSecret() }));
        Assert.Contains("--previous-api-key", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--reseal", problem.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StartupException>(() => server.Restart(options => options with { PreviousApiKey = TestServer.NewSecret() }));
    }

    [Fact]
    public async Task PreviousApiKey_ChangesOverAndKeepsEverything()
    {
        await using var server = await TestServer.Start();
        var (_, plain) = await server.CreateKey(actions: ["*"]);
        var (_, parent) = await server.CreateKey();
        var (old, next) = (server.BootstrapKey, TestServer.NewSecret());
        await server.Restart(options => options with { ApiKey = next, PreviousApiKey = old });
        // From now on the new key alone is enough.
        await server.Restart(options => options with { PreviousApiKey = null });
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(plain));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(ScopedKeyTests.Mint(parent, "{}")));
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/keys")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Get("/keys", old)).Status);
        await Assert.ThrowsAsync<StartupException>(() => server.Restart(options => options with { ApiKey = old }));
    }

    [Fact]
    public async Task Reseal_KeepsPlainKeysAndIndexesThemOnFirstUse()
    {
        await using var server = await TestServer.Start();
        var (_, plain) = await server.CreateKey(actions: ["*"], collections: ["a"]);
        var (parentId, parent) = await server.CreateKey();
        var scoped = ScopedKeyTests.Mint(parent, "{}");
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        await server.Restart(options => options with { Reseal = false });

        Assert.True((await server.Get($"/keys/{parentId}")).Json["unindexed"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(scoped));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(plain, collection: "a"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.Authorize(plain, collection: "b"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(plain[..^1] + (plain[^1] == 'x' ? 'y' : 'x')));

        // The parent's own use brings its scoped keys back.
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(parent));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        await server.Restart();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(scoped));
        Assert.Null((await server.Get($"/keys/{parentId}")).Json["unindexed"]);
    }

    [Fact]
    public async Task Reseal_KeepsValuesUnique()
    {
        await using var server = await TestServer.Start();
        var (_, value) = await server.CreateKey();
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        var body = new { description = "", actions = new[] { "*" }, collections = new[] { "*" }, value };
        Assert.Equal(HttpStatusCode.Conflict, (await server.Post("/keys", body)).Status);
    }

    [Fact]
    public async Task Reseal_BoundsTheWorkThatWrongKeysCanBuy()
    {
        await using var server = await TestServer.Start();
        var (_, own) = await server.CreateKey(value: "team-" + TestServer.NewSecret());
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++)
            statuses.Add((await server.Send(HttpMethod.Get, "/keys", key: $"team-wrong-{i}", headers: ("X-Forwarded-For", $"203.0.113.{i}"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, statuses[^1]);
        // A value that was wrong once costs nothing again, and the budget refills.
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize("team-wrong-0"));
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(own));
    }

    [Fact]
    public async Task Reseal_FindsAKeyBehindManyOfItsPrefix()
    {
        await using var server = await TestServer.Start();
        var values = new List<string>();
        for (var i = 0; i < 50; i++)
            values.Add((await server.CreateKey(value: $"team-{i}-{TestServer.NewSecret()}")).Value);
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.Authorize(values[^1]));
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(values[^1]));
    }

    [Fact]
    public async Task ExpiredKeysDeletedByHandMeanwhile_DisturbNothing()
    {
        await using var server = await TestServer.Start();
        var expiresAt = server.Clock.GetUtcNow().ToUnixTimeSeconds() + 5;
        var ids = new List<int>();
        for (var i = 0; i < 60; i++)
            ids.Add((await server.CreateKey(expiresAt: expiresAt, autodelete: true)).Id);
        var deletes = ids.Select(id => server.Delete($"/keys/{id}")).ToList();
        server.Clock.Advance(TimeSpan.FromSeconds(7));
        foreach (var answer in await Task.WhenAll(deletes))
            Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound]);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/health")).Status);
    }

    [Fact]
    public async Task DeletedKey_StaysDeletedThroughAReseal()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.CreateKey();
        await server.Restart(options => options with { ApiKey = TestServer.NewSecret(), Reseal = true });
        await server.Delete($"/keys/{id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(value));
    }

    [Fact]
    public async Task Snapshot_IsACopyThatAServerStartsOn()
    {
        await using var server = await TestServer.Start();
        var (_, before) = await server.CreateKey();
        var copy = Path.Combine(server.Options.DataDir, "copies", "today");
        var taken = await server.Post($"/operations/snapshot?snapshot_path={Uri.EscapeDataString(copy)}", body: null);
        Assert.Equal((HttpStatusCode.Created, """{"success":true}"""), (taken.Status, taken.Body));
        var (_, after) = await server.CreateKey();
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(after));

        await server.Restart(options => options with { DataDir = copy });
        Assert.Equal(HttpStatusCode.OK, await server.Authorize(before));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Authorize(after));
        await server.Restart(options => options with { DataDir = Path.GetFullPath(Path.Combine(copy, "..", "..")) });
    }

    [Fact]
    public async Task SnapshotThatCannotBeWritten_SaysWhy()
    {
        await using var server = await TestServer.Start();
        var file = Path.GetTempFileName();
        foreach (var path in (string[])["", server.Options.DataDir, Path.Combine(file, "below")])
        {
            var refused = await server.Post($"/operations/snapshot?snapshot_path={Uri.EscapeDataString(path)}", body: null);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.NotEmpty(refused.Message);
        }

        File.Delete(file);
        await server.CreateKey();
    }

    [Fact]
    public async Task SnapshotWhileWriting_IsConsistent()
    {
        await using var server = await TestServer.Start();
        var writing = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.CreateKey()));
        var copy = Path.Combine(server.Options.DataDir, "copy");
        await server.Post($"/operations/snapshot?snapshot_path={Uri.EscapeDataString(copy)}", body: null);
        await writing;
        var origin = server.Options.DataDir;
        await server.Restart(options => options with { DataDir = copy });
        var ids = (await server.Get("/keys")).Json["keys"]!.AsArray().Select(key => key!["id"]!.GetValue<int>()).Order().ToList();
        Assert.Equal(Enumerable.Range(0, ids.Count), ids);
        await server.Restart(options => options with { DataDir = origin });
    }

    [Fact]
    public async Task SecondServer_IsToldWhoHoldsTheDirectory()
    {
        await using var server = await TestServer.Start();
        var problem = await Assert.ThrowsAsync<StartupException>(() => KeyServer.Start(server.Options, TimeProvider.System));
        Assert.Contains($"process {Environment.ProcessId}", problem.Message, StringComparison.Ordinal);
        await server.CreateKey();
    }

    [Fact]
    public async Task DamagedFile_IsRefusedByNameAndLeftAsItIs()
    {
        await using var server = await TestServer.Start();
        var values = new List<string>();
        for (var i = 0; i < 30; i++)
            values.Add((await server.CreateKey(collections: [$"collection-{i}"])).Value);
        var listed = (await server.Get("/keys")).Body;
        await server.Stop();

        var path = Path.Combine(server.Options.DataDir, "torque.db");
        var sound = await File.ReadAllBytesAsync(path);
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 25; round++)
        {
            var damaged = round switch
            {
                0 => [],
                1 => sound[..(sound.Length / 2)],
                2 => sound[..8192],
                3 => new byte[sound.Length],
                4 => sound[..^1],
                _ => Flip(sound, random),
            };
            await File.WriteAllBytesAsync(path, damaged);
            try
            {
                await server.Restart();
                // The damage hit bytes that hold nothing: then everything must be there.
                Assert.Equal(listed, (await server.Get("/keys")).Body);
                Assert.Equal(HttpStatusCode.OK, await server.Authorize(values[17], collection: "collection-17"));
                await server.Stop();
            }
            catch (StartupException problem)
            {
                refused++;
                Assert.Contains(path, problem.Message, StringComparison.Ordinal);
                Assert.True(problem.Message.Contains("snapshot", StringComparison.Ordinal), $"round {round}: {problem.Message}");
                Assert.True(Enumerable.SequenceEqual(damaged, await File.ReadAllBytesAsync(path)), $"round {round}: {problem.Message}");
            }
        }

        Assert.InRange(refused, 5, 25);
        await File.WriteAllBytesAsync(path, sound);
        await server.Restart();
        Assert.Equal(listed, (await server.Get("/keys")).Body);
    }

    [Fact]
    public async Task AlteredRecordBesideTheKeys_IsRefused()
    {
        await using var server = await TestServer.Start();
        var (id, _) = await server.CreateKey(actions: ["*"]);
        await Seed003_KeyRotation.Rotate(server, id, grace: 60);
        await server.Stop();

        var path = Path.Combine(server.Options.DataDir, "torque.db");
        var bytes = await File.ReadAllBytesAsync(path);
        var field = "\"until_unix_seconds\":"u8;
        Assert.True(bytes.AsSpan().IndexOf(field) > 0, "The record is not where the test looks for it.");
        for (var i = bytes.AsSpan().IndexOf(field); i >= 0; i = bytes.AsSpan(i + 1).IndexOf(field) is var next and >= 0 ? i + 1 + next : -1)
            bytes["\"until_unix_seconds\":".Length + i] = (byte)'9';
        await File.WriteAllBytesAsync(path, bytes);
        var problem = await Assert.ThrowsAsync<StartupException>(() => server.Restart());
        Assert.Contains("A record does not have the content that was written", problem.Message, StringComparison.Ordinal);
    }

    // A page's worth of noise somewhere: what a bad sector leaves.
    private static byte[] Flip(byte[] sound, Random random)
    {
        var damaged = sound.ToArray();
        random.NextBytes(damaged.AsSpan(random.Next(sound.Length - 512), 512));
        return damaged;
    }
}
