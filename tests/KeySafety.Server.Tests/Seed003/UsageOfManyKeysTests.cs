using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Tests.Hosting;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Tests.Seed003;

/// <summary>More keys in a second than records are written in one: their counts are on disk all the same, and each counts once.</summary>
public class UsageOfManyKeysTests
{
    private const int Keys = 250;

    [Fact]
    public async Task Counts_SurviveRestartsOnTheWayToTheirRecords()
    {
        await using var server = await TestServer.Start();
        var values = await MakeKeys(server);
        for (var restart = 0; restart < 3; restart++)
        {
            await UseAll(server, values);
            await Flush(server);
            Assert.InRange(Waiting(server), 1, Keys);
            // What is not in a record by now comes back from the batches, what is does not.
            await server.Restart();
        }

        Assert.Equal(Enumerable.Repeat(3, Keys), await Requests(server));
    }

    [Fact]
    public async Task Batches_GoWhenTheRecordsHoldAll()
    {
        await using var server = await TestServer.Start();
        var values = await MakeKeys(server);
        await UseAll(server, values);
        for (var flush = 0; flush < 10; flush++)
            await Flush(server);
        Assert.Equal(0, Waiting(server));
        Assert.Empty(server.Server.Store.Tables.UsageBatches.Values);
        await server.Restart();
        Assert.Equal(Enumerable.Repeat(1, Keys), await Requests(server));
    }

    [Fact]
    public async Task LastUse_IsShownWhileItWaits()
    {
        await using var server = await TestServer.Start();
        var (id, value) = await server.Secret("{}");
        await UseAll(server, [.. await MakeKeys(server), value]);
        await Flush(server);
        for (var start = 0; start < 2; start++)
        {
            Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeSeconds(), (await server.Get($"/keys/{id}")).Json["last_used_at"]!.GetValue<long>());
            await server.Restart();
        }
    }

    [Fact]
    public async Task DeletedKey_LeavesNothingBehind()
    {
        await using var server = await TestServer.Start();
        var values = await MakeKeys(server);
        await UseAll(server, values);
        await Flush(server);
        for (var id = 0; id < Keys; id++)
            Assert.Equal(HttpStatusCode.OK, (await server.Delete($"/keys/{id}")).Status);
        for (var flush = 0; flush < 10; flush++)
            await Flush(server);
        Assert.Empty(server.Server.Store.Tables.Usage.Values);
        Assert.Empty(server.Server.Store.Tables.UsageBatches.Values);
    }

    [Fact]
    public void CountsThatWaitOverMidnight_StayWithTheirDays()
    {
        const long midnight = 1_800_057_600;
        var (first, second) = (CredentialId.OfKey(1), CredentialId.OfKey(2));
        var backlog = new UsageBacklog();
        foreach (var (id, time) in new[] { (first, midnight - 2), (second, midnight - 1), (first, midnight - 1), (first, midnight), (first, midnight + 5) })
        {
            var count = new UsageCount();
            count.Add("GET /x", isError: false, IPAddress.Loopback, time);
            backlog.Add(id, count);
        }

        Assert.Equal(2, backlog.Count);
        Assert.Equal([(second, midnight - 1, 1), (first, midnight - 1, 2), (first, midnight + 5, 2)], backlog.Oldest().Select(Summary));
        Assert.Equal([(second, midnight - 1, 1)], backlog.Oldest(1).Select(Summary));
        Assert.Equal((midnight + 5, IPAddress.Loopback), backlog.LastUse(first));
        backlog.Remove(backlog.Of(first));
        Assert.Equal([(second, midnight - 1, 1)], backlog.Oldest().Select(Summary));
        backlog.Remove(backlog.Oldest());
        Assert.Equal((0, 0), (backlog.Count, backlog.Oldest().Count));

        static (CredentialId Id, long At, long Requests) Summary((CredentialId Id, UsageCount Count) row) =>
            (row.Id, row.Count.LastUsedAt, row.Count.Routes[0].Requests);
    }

    /// <summary>Any counts come back as they were written.</summary>
    [Fact]
    public void Rows_AreReadAsTheyWereWritten()
    {
        var random = new Random(20_261_124);
        for (var round = 0; round < 200; round++)
        {
            var written = Enumerable.Range(0, random.Next(20)).Select(index => (Id(random, index), Count(random))).ToList();
            var read = UsageRows.Read(UsageRows.Write(written));
            Assert.Equal(written.Select(Text), read.Select(Text));
        }
    }

    [Fact]
    public void DamagedRows_AreNotRead()
    {
        var random = new Random(20_261_124);
        var whole = UsageRows.Write(Enumerable.Range(0, 3).Select(index => (Id(random, index), Count(random))));
        for (var length = whole.Length - 1; length > whole.Length - 4; length--)
            Assert.Throws<DamagedStoreException>(() => UsageRows.Read(whole.AsSpan(0, length)));
    }

    private static CredentialId Id(Random random, int index) => random.Next(3) switch
    {
        0 => new CredentialId(CredentialKinds.ClientToken, 0, $"client-{index}-é"),
        1 => new CredentialId(CredentialKinds.UserToken, 0, $"user:{index}"),
        _ => CredentialId.OfKey(random.Next()),
    };

    private static UsageCount Count(Random random)
    {
        var count = new UsageCount();
        for (var use = random.Next(1, 100); use > 0; use--)
        {
            var address = random.Next(2) == 0 ? new IPAddress([203, 0, 113, (byte)random.Next(60)]) : IPAddress.Parse($"2001:db8::{random.Next(60):x}");
            count.Add($"GET /{random.Next(5)}", random.Next(4) == 0, address, random.NextInt64(1L << 40));
        }

        return count;
    }

    private static string Text((CredentialId Id, UsageCount Count) row) => string.Join(
        '\n',
        [
            $"{row.Id.Kind} {row.Id.Number} {row.Id.Text} {row.Count.LastUsedAt} {row.Count.LastUsedFrom} {row.Count.OtherAddresses}",
            .. row.Count.Routes.ToArray().Select(route => route.ToString()),
            .. row.Count.Addresses.ToArray().Select(address => address.ToString()),
        ]);

    private static async Task<List<string>> MakeKeys(TestServer server)
    {
        var values = new List<string>();
        for (var i = 0; i < Keys; i++)
            values.Add((await server.CreateKey()).Value);
        return values;
    }

    private static async Task UseAll(TestServer server, IEnumerable<string> values)
    {
        foreach (var value in values)
            Assert.Equal(HttpStatusCode.OK, await server.Authorize(value, collection: "x"));
    }

    private static Task Flush(TestServer server) => server.Server.Usage.Flush();

    private static int Waiting(TestServer server) => server.Server.Usage.Waiting;

    private static async Task<List<int>> Requests(TestServer server)
    {
        var requests = new List<int>();
        for (var id = 0; id < Keys; id++)
            requests.Add((await server.Get($"/keys/{id}/usage")).Json["requests"]!.GetValue<int>());
        return requests;
    }
}
