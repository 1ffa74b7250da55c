using KeySafety.Server.Tests.Hosting;
using KeySafety.Tests;
using Xunit.Abstractions;

namespace KeySafety.Scanner.Tests;

/// <summary>SARIF reports against the published schema, by a JSON Schema validator of others: <c>tests/sarif/validate.mjs</c>.</summary>
public sealed class SarifSchemaTests(ITestOutputHelper output) : IDisposable
{
    // What npm says when there is no network; anything else that goes wrong is a failure everywhere.
    private static readonly string[] Unreachable = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH"];

    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [RequiresFact("node", "npm")]
    public void Reports_FollowThePublishedSchema()
    {
        if (Install() is not { } validator)
            return;

        _place.Write("dir/a b#%\u00e4.txt", $"x\n{Secrets.Token(1)}\n");
        _place.Commit();
        _place.Write("broken.gz", [0x1F, 0x8B, 0x08, 1, 2, 3, 4, 5]);
        string[] reports =
        [
            Report("found", "scan"),
            Report("history", "scan", "--history"),
            Report("shown", "scan", "--show-secrets"),
            Report("unread", "scan", "--archives"),
            Report("clean", "scan", "dir", "--min-confidence", "high", "--max-file-bytes", "1"),
        ];

        var result = Cli.Start("node", validator, [], ["validate.mjs", .. reports]);

        output.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(reports.Length, result.Output.Split('\n').Count(line => line.StartsWith("valid: ", StringComparison.Ordinal)));
    }

    [RequiresFact("node", "npm")]
    public void WrongReport_DoesNotPassTheValidator()
    {
        if (Install() is not { } validator)
            return;

        _place.Write("a.txt", Secrets.Token(1));
        var report = Report("wrong", "scan");
        File.WriteAllText(report, File.ReadAllText(report).Replace("\"startLine\":", "\"startRow\":", StringComparison.Ordinal));

        var result = Cli.Start("node", validator, [], "validate.mjs", report);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("region should NOT have additional properties", result.Output, StringComparison.Ordinal);
    }

    private string Report(string name, params string[] arguments)
    {
        var path = Path.Combine(Path.GetDirectoryName(_place.Root)!, $"{Path.GetFileName(_place.Root)}-{name}.sarif");
        Cli.Run(_place.Root, [.. arguments, "--output", $"sarif={path}"]);
        return path;
    }

    /// <summary>The folder of the validator with its packages, installed if need be; null where no registry can be reached.</summary>
    private string? Install()
    {
        var folder = Path.Combine(RepositoryFolder.Path, "tests", "sarif");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "ajv")))
            return folder;

        var result = Cli.Start("npm", folder, [], "ci", "--fetch-retries=1");
        if (result.ExitCode == 0)
            return folder;

        var report = result.Output + result.Error;
        Assert.True(
            Environment.GetEnvironmentVariable("CI") != "true" && Unreachable.Any(error => report.Contains(error, StringComparison.Ordinal)),
            $"npm ci failed:\n{report}");
        output.WriteLine($"Nothing was tested: npm reaches no registry here.\n{report}");
        return null;
    }
}
