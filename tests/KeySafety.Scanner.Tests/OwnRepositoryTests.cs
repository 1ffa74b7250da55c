namespace KeySafety.Scanner.Tests;

public sealed class OwnRepositoryTests
{
    /// <summary>We keep to our own advice: nothing in this repository looks like a secret.</summary>
    [Fact]
    public void ThisRepository_IsClean()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "KeySafety.sln")))
            root = root.Parent!;

        var result = Cli.Run(root.FullName, "scan");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
