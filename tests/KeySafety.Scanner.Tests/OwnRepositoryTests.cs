using KeySafety.Tests;

namespace KeySafety.Scanner.Tests;

public sealed class OwnRepositoryTests
{
    /// <summary>We keep to our own advice: nothing in this repository looks like a secret.</summary>
    [Fact]
    public void ThisRepository_IsClean()
    {
        var result = Cli.Run(RepositoryFolder.Path, "scan");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
