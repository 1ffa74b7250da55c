using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.Audit;

/// <summary><c>torque-server audit verify</c>: sound, altered with the place, or not to be found out.</summary>
public sealed class AuditVerifyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("torque-verify-");

    private string DataDir => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Untouched_IsSoundWhileTheServerRunsAndAfter()
    {
        await using var server = await TestServer.Start();
        var audit = new AuditDirectory(server.Options.DataDir);
        await server.CreateKey();
        Assert.Equal(0, (await audit.Verify()).ExitCode);
        Assert.Equal(0, (await audit.Verify(server.BootstrapKey)).ExitCode);
        await server.Restart();
        await server.CreateKey();
        await server.Stop();
        var (exitCode, output) = await audit.Verify(server.BootstrapKey);
        Assert.Equal(0, exitCode);
        Assert.Equal($"sound: records 1 to {audit.Records.Count} in 1 file; 0 of them are not sealed yet; the seal is good", output);
        Assert.Contains("was not checked", (await audit.Verify()).Output, StringComparison.Ordinal);
    }

    // Every byte of a file: in the process, because each is one run. What the command prints of it, the tests below look at.
    [Fact]
    public async Task AnyAlteredByte_IsFoundInItsLine()
    {
        await WriteRecords(DataDir, days: 1);
        var audit = new AuditDirectory(DataDir);
        var path = audit.Files.Single();
        var bytes = File.ReadAllBytes(path);
        var line = 1;
        for (var i = 0; i < bytes.Length; i++)
        {
            var isBreak = bytes[i] == '\n';
            bytes[i] ^= 1;
            File.WriteAllBytes(path, bytes);
            bytes[i] ^= 1;
            var finding = Server.Audit.AuditVerifier.Verify(audit.Folder, key: null)!;
            Assert.False(finding.IsSound, $"Byte {i} is not missed.");
            // A line without its break runs into the next one; the last one ends the file too early.
            Assert.True(
                finding.Text.Contains($"line {line}:", StringComparison.Ordinal) || (isBreak && i == bytes.Length - 1 && finding.Text.Contains("missing at its end", StringComparison.Ordinal)),
                $"Byte {i}: {finding.Text}");
            if (isBreak)
                line++;
        }

        File.WriteAllBytes(path, bytes);
        Assert.True(Server.Audit.AuditVerifier.Verify(audit.Folder, key: null)!.IsSound);
    }

    [Theory]
    [InlineData("delete a line", "line 5: record 5 is missing before it")]
    [InlineData("delete two lines", "line 5: records 5 to 6 are missing before it")]
    [InlineData("swap two lines", "line 5: record 5 is missing before it")]
    [InlineData("repeat a line", "line 6: record 6 was altered")]
    [InlineData("insert a line", "line 5: record 5 was altered")]
    [InlineData("change a status", "line 5: record 5 was altered")]
    [InlineData("cut a line in two", "line 5: record 5 was altered")]
    [InlineData("truncate by a line", "are missing at its end")]
    [InlineData("truncate in a line", "are missing at its end")]
    [InlineData("empty the last file", "are missing at its end")]
    [InlineData("delete the first file", "line 1: records 1 to ")]
    [InlineData("delete the middle file", "line 1: records ")]
    [InlineData("delete the last file", "are missing at its end")]
    [InlineData("delete all files", "all records up to ")]
    [InlineData("delete the head", "the head is missing or unreadable")]
    [InlineData("overwrite the head", "the head is missing or unreadable")]
    public async Task Alteration_IsFoundAndNamed(string alteration, string expected)
    {
        var key = await WriteRecords(DataDir, days: 3);
        var audit = new AuditDirectory(DataDir);
        Assert.Equal(0, (await audit.Verify(key)).ExitCode);
        Alter(audit, alteration);

        foreach (var bootstrapKey in (string?[])[null, key])
        {
            var (exitCode, output) = await audit.Verify(bootstrapKey);
            Assert.Equal(1, exitCode);
            Assert.StartsWith("altered: ", output, StringComparison.Ordinal);
            Assert.Contains(expected, output, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', output);
        }
    }

    // The chain alone can be made anew by anybody; the seal cannot.
    [Fact]
    public async Task ChainMadeAnew_IsFoundBySeal()
    {
        var key = await WriteRecords(DataDir, days: 1);
        var audit = new AuditDirectory(DataDir);
        Forge(audit);
        Assert.Equal(1, (await audit.Verify()).ExitCode);

        // With a head that agrees, made with another server's key.
        var other = Path.Combine(_directory.FullName, "other");
        await WriteRecords(other, days: 1);
        foreach (var file in audit.Files.Append(audit.Head))
            File.Delete(file);
        AuditDirectory.Copy(other, Path.Combine(_directory.FullName, "copy"));
        foreach (var file in Directory.GetFiles(Path.Combine(other, "audit")))
            File.Copy(file, Path.Combine(audit.Folder, Path.GetFileName(file)));
        Assert.Equal(0, (await audit.Verify()).ExitCode);
        var (exitCode, output) = await audit.Verify(key);
        Assert.Equal(1, exitCode);
        Assert.Contains("not sealed by this server", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("truncate by a line")]
    [InlineData("delete the last file")]
    [InlineData("delete the head")]
    [InlineData("delete all files")]
    public async Task AlterationBeforeAStart_IsNotCoveredUpByIt(string alteration)
    {
        var key = await WriteRecords(DataDir, days: 3);
        var audit = new AuditDirectory(DataDir);
        Alter(audit, alteration);
        await using (var server = await ServerProcess.Start(key, DataDir))
        {
            Assert.Contains("was altered while the server was stopped", server.Output, StringComparison.Ordinal);
            await server.Terminate();
        }

        Assert.Equal(1, (await audit.Verify(key)).ExitCode);
    }

    [Fact]
    public async Task WhatCannotBeFoundOut_Exits2()
    {
        var key = await WriteRecords(DataDir, days: 1);
        var audit = new AuditDirectory(DataDir);
        var (exitCode, output) = await ServerProcess.Run(null, "audit", "verify", "--data-dir", Path.Combine(_directory.FullName, "nowhere"));
        Assert.Equal(2, exitCode);
        Assert.StartsWith("torque-server: There is no audit in ", output, StringComparison.Ordinal);

        var wrong = TestServer.NewSecret();
        (exitCode, output) = await audit.Verify(wrong);
        Assert.Equal(2, exitCode);
        Assert.DoesNotContain(wrong, output, StringComparison.Ordinal);
        Assert.Equal(2, (await ServerProcess.Run(key, "audit")).ExitCode);
        Assert.Equal(2, (await ServerProcess.Run(key, "audit", "verify", "surplus")).ExitCode);
        Assert.Equal(2, (await ServerProcess.Run(key, "audit", "verify", "--api-port", "1")).ExitCode);
    }

    [Fact]
    public async Task Help_NamesTheCommandAndItsOptions()
    {
        Assert.Contains("audit", (await ServerProcess.Run(null, "--help")).Output, StringComparison.Ordinal);
        Assert.Contains("verify", (await ServerProcess.Run(null, "audit", "--help")).Output, StringComparison.Ordinal);
        var (exitCode, output) = await ServerProcess.Run(null, "audit", "verify", "--help");
        Assert.Equal(0, exitCode);
        Assert.All(["--data-dir <DIR>", "--api-key-file <FILE>", "Exit code: 0 sound, 1 altered, 2"], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reseal_GoesOnWithTheChain()
    {
        await WriteRecords(DataDir, days: 1);
        var key = TestServer.NewSecret();
        await using (var server = await ServerProcess.Start(key, DataDir, "--reseal"))
            await server.Terminate();
        var (exitCode, output) = await new AuditDirectory(DataDir).Verify(key);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Leaves the records of some days, one file each; gives the bootstrap key.</summary>
    private static async Task<string> WriteRecords(string dataDir, int days)
    {
        // Stopped and not disposed of: the directory is the test's own.
        var server = await TestServer.Start(options => options with { DataDir = dataDir });
        for (var day = 0; day < days; day++)
        {
            if (day > 0)
                server.Clock.Advance(TimeSpan.FromDays(1));
            // Ten records at least, however many of the requests' own the writer has come to.
            for (var i = 0; i < 4; i++)
                await server.CreateKey();
        }

        await server.Stop();
        return server.BootstrapKey;
    }

    private static void Alter(AuditDirectory audit, string alteration)
    {
        var files = audit.Files;
        var lines = File.ReadAllLines(files[0]).ToList();
        switch (alteration)
        {
            case "delete a line": lines.RemoveAt(4); break;
            case "delete two lines": lines.RemoveRange(4, 2); break;
            case "swap two lines": (lines[4], lines[5]) = (lines[5], lines[4]); break;
            case "repeat a line": lines.Insert(5, lines[4]); break;
            case "insert a line": lines.Insert(4, "{}"); break;
            case "change a status": lines[4] = lines[4].Replace("made", "mode", StringComparison.Ordinal).Replace("201", "200", StringComparison.Ordinal).Replace("intended", "intender", StringComparison.Ordinal); break;
            case "cut a line in two": lines[4] = lines[4].Insert(20, "\n"); break;
            case "truncate by a line": File.WriteAllLines(files[^1], File.ReadAllLines(files[^1])[..^1]); return;
            case "truncate in a line": File.WriteAllText(files[^1], File.ReadAllText(files[^1])[..^7]); return;
            case "empty the last file": File.WriteAllText(files[^1], string.Empty); return;
            case "delete the first file": File.Delete(files[0]); return;
            case "delete the middle file": File.Delete(files[1]); return;
            case "delete the last file": File.Delete(files[^1]); return;
            case "delete all files": Array.ForEach(files, File.Delete); return;
            case "delete the head": File.Delete(audit.Head); return;
            case "overwrite the head": File.WriteAllBytes(audit.Head, new byte[1024]); return;
            default: throw new ArgumentOutOfRangeException(nameof(alteration));
        }

        File.WriteAllText(files[0], string.Join('\n', lines) + "\n");
    }

    /// <summary>Renames the requester of one record and computes all later hashes anew, as documented.</summary>
    private static void Forge(AuditDirectory audit)
    {
        var path = audit.Files.Single();
        var hash = new string('0', 64);
        var forged = File.ReadAllLines(path).Select(line =>
        {
            var content = line[..line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal)].Replace("bootstrap", "key:99", StringComparison.Ordinal);
            hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(hash + content)));
            return $"{content},\"hash\":\"{hash}\"}}";
        }).ToList();
        File.WriteAllText(path, string.Join('\n', forged) + "\n");
    }
}
