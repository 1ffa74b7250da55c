using KeySafety.Server.Tests.Hosting;
using KeySafety.Tests;
using Xunit.Abstractions;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>The official JavaScript client against the real process: <c>tests/clients/search-keys.mjs</c> has the checks.</summary>
public sealed class JavaScriptClientTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Files = [".npmrc", "package.json", "package-lock.json", "search-keys.mjs"];

    // What npm says when there is no network; anything else that goes wrong is a failure everywhere.
    private static readonly string[] Unreachable = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH"];

    private readonly string _directory = Directory.CreateTempSubdirectory("torque-client-").FullName;

    [RequiresFact("node", "npm")]
    public async Task OfficialClient_ManagesKeysAndMintsScopedOnes()
    {
        if (await Install() is not { } clients)
            return;

        var bootstrapKey = TestServer.NewSecret();
        await using var server = await ServerProcess.Start(bootstrapKey, Path.Combine(_directory, "data"));
        var (exitCode, report) = await InstalledProgram.Run(
            "node", clients, ["search-keys.mjs"], ("KEYSAFETY_URL", server.Address.ToString()), ("KEYSAFETY_API_KEY", bootstrapKey));

        output.WriteLine(report);
        Assert.True(exitCode == 0, report);
        Assert.Contains("All checks passed.", report, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>The folder of the client with its packages, installed if need be; null where no registry can be reached.</summary>
    private async Task<string?> Install()
    {
        var source = Path.Combine(RepositoryFolder.Path, "tests", "clients");
        if (Directory.Exists(Path.Combine(source, "node_modules")))
            return source;

        var copy = Directory.CreateDirectory(Path.Combine(_directory, "clients")).FullName;
        foreach (var file in Files)
            File.Copy(Path.Combine(source, file), Path.Combine(copy, file));
        var (exitCode, report) = await InstalledProgram.Run("npm", copy, ["ci", "--fetch-retries=1"]);
        if (exitCode == 0)
            return copy;

        Assert.True(
            Environment.GetEnvironmentVariable("CI") != "true" && Unreachable.Any(error => report.Contains(error, StringComparison.Ordinal)),
            $"npm ci failed:\n{report}");
        output.WriteLine($"Nothing was tested: npm reaches no registry here.\n{report}");
        return null;
    }
}
