using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Audit;

/// <summary>A new file by size and by day; old ones go; the chain holds over all of it, and over restarts.</summary>
public class AuditRotationTests
{
    [Fact]
    public async Task Day_StartsAFile()
    {
        await using var server = await TestServer.Start();
        var audit = new AuditDirectory(server.Options.DataDir);
        await server.CreateKey();
        server.Clock.Advance(TimeSpan.FromHours(11.9));
        await server.CreateKey();
        Assert.Single(audit.Files);
        server.Clock.Advance(TimeSpan.FromHours(0.2));
        await server.CreateKey();

        Assert.Equal(["2026-05-01", "2026-05-02"], audit.Files.Select(Day));
        Assert.Equal(2, audit.Of("file").Count());
        await AssertSound(server, audit);
    }

    [Fact]
    public async Task Size_StartsAFile()
    {
        const int Bytes = 20_000;
        await using var server = await TestServer.Start(options => options with { AuditFileBytes = Bytes });
        var audit = new AuditDirectory(server.Options.DataDir);
        for (var i = 0; i < 60; i++)
        {
            await server.CreateKey();
            if (i % 20 == 10)
                await server.Restart();
        }

        Assert.InRange(audit.Files.Length, 3, 10);
        Assert.All(audit.Files, file => Assert.InRange(new FileInfo(file).Length, 1, Bytes + 5_000));
        await AssertSound(server, audit);
    }

    [Fact]
    public async Task Retention_DeletesWholeFilesAndTheRestIsSound()
    {
        await using var server = await TestServer.Start(options => options with { AuditRetentionDays = 3 });
        var audit = new AuditDirectory(server.Options.DataDir);
        await server.CreateKey();
        await AuditListTests.PassDays(server, 6);

        Assert.Equal(["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07"], audit.Files.Select(Day));
        Assert.True(audit.Records[0]["seq"]!.GetValue<long>() > 1);
        await AssertSound(server, audit);

        // What retention left is not to be deleted by anybody else.
        File.Delete(audit.Files[0]);
        Assert.Equal(1, (await audit.Verify()).ExitCode);
    }

    [Fact]
    public async Task Retention_ReachesAnIdleServer()
    {
        await using var server = await TestServer.Start(options => options with { AuditRetentionDays = 1 });
        var audit = new AuditDirectory(server.Options.DataDir);
        await AuditListTests.PassDays(server, 1);
        Assert.Equal(2, audit.Files.Length);
        server.Clock.Advance(TimeSpan.FromDays(5));
        for (var attempt = 0; attempt < 100 && audit.Files.Length > 1; attempt++)
            await Task.Delay(50);
        // The present one stays, however old.
        Assert.Equal(["2026-05-02"], audit.Files.Select(Day));
        await AssertSound(server, audit);
    }

    [Fact]
    public async Task RetentionOfZero_KeepsAll()
    {
        await using var server = await TestServer.Start(options => options with { AuditRetentionDays = 0 });
        var audit = new AuditDirectory(server.Options.DataDir);
        server.Clock.Advance(TimeSpan.FromDays(10));
        await AuditListTests.PassDays(server, 1);
        Assert.Equal(2, audit.Files.Length);
    }

    [Fact]
    public async Task ClockThatGoesBack_KeepsTheChain()
    {
        await using var server = await TestServer.Start();
        var audit = new AuditDirectory(server.Options.DataDir);
        await server.CreateKey();
        server.Clock.AdjustTime(server.Clock.GetUtcNow().AddDays(-3));
        await server.CreateKey();
        Assert.Equal(["2026-05-01", "2026-04-28"], audit.Files.Select(Day));
        await AssertSound(server, audit);
    }

    private static string Day(string path) => Path.GetFileNameWithoutExtension(path)[^10..];

    private static async Task AssertSound(TestServer server, AuditDirectory audit)
    {
        Assert.Equal((0, true), (await audit.Verify(server.BootstrapKey) is var running ? running.ExitCode : -1, running.Output.Contains("seal is good", StringComparison.Ordinal)));
        await server.Stop();
        var (exitCode, output) = await audit.Verify(server.BootstrapKey);
        Assert.True(exitCode == 0 && output.Contains("; 0 of them are not sealed yet;", StringComparison.Ordinal), output);
    }
}
