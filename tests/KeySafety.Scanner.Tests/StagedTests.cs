namespace KeySafety.Scanner.Tests;

public sealed class StagedTests : IDisposable
{
    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void NothingStaged_IsSaidAndPasses()
    {
        _place.Write("a.txt", Secrets.Token(1));

        var result = Cli.Run(_place.Root, "scan", "--staged");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Nothing is staged.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstCommit_IsScanned()
    {
        _place.Write("a.txt", $"x\n{Secrets.Token(1)}\n");
        _place.Git("add", ".");

        Assert.Equal([$"a.txt:2 {Secrets.Rule}"], Cli.Scan(_place.Root, "--staged").Places);
    }

    [Fact]
    public void Index_CountsAndNotTheWorkTree()
    {
        _place.Write("staged.txt", Secrets.Token(1));
        _place.Write("clean.txt", "clean\n");
        _place.Git("add", ".");
        _place.Write("staged.txt", "clean again\n");
        _place.Write("clean.txt", Secrets.Token(2));

        Assert.Equal([$"staged.txt:1 {Secrets.Rule}"], Cli.Scan(_place.Root, "--staged").Places);
    }

    [Fact]
    public void SecretThatWasThereBefore_IsNotTheCommitsDoing()
    {
        _place.Write("a.txt", $"one\n{Secrets.Token(1)}\n");
        _place.Commit();
        _place.Write("a.txt", $"zero\none\n{Secrets.Token(1)}\nnew: {Secrets.Token(2)}\n");
        _place.Git("add", ".");

        Assert.Equal([$"a.txt:4 {Secrets.Rule}"], Cli.Scan(_place.Root, "--staged").Places);
    }

    [Fact]
    public void SecondCopyOfASecret_IsReported()
    {
        _place.Write("a.txt", $"{Secrets.Token(1)}\n");
        _place.Commit();
        _place.Write("a.txt", $"{Secrets.Token(1)}\n{Secrets.Token(1)}\n");
        _place.Git("add", ".");

        Assert.Single(Cli.Scan(_place.Root, "--staged").Findings);
    }

    [Fact]
    public void RenamedFile_AddsNothing_ChangedOrNot()
    {
        _place.Write("a.txt", $"{Secrets.Token(1)}\n");
        _place.Write("b.txt", $"{Secrets.Token(2)}\n");
        _place.Commit();
        _place.Git("mv", "a.txt", "a2.txt");
        _place.Git("mv", "b.txt", "b2.txt");
        _place.Write("b2.txt", $"more\n{Secrets.Token(2)}\n{Secrets.Token(3)}\n");
        _place.Git("add", ".");

        Assert.Equal([$"b2.txt:3 {Secrets.Rule}"], Cli.Scan(_place.Root, "--staged").Places);
    }

    [Fact]
    public void DeletedFile_AddsNothing()
    {
        _place.Write("a.txt", Secrets.Token(1));
        _place.Commit();
        _place.Git("rm", "-q", "a.txt");

        Assert.Equal(0, Cli.Run(_place.Root, "scan", "--staged").ExitCode);
    }

    [Fact]
    public void RemovedAllowComment_LetsTheSecretBeSeen()
    {
        _place.Write("a.txt", $"{Secrets.Token(1)} # keysafety:allow\n");
        _place.Commit();
        _place.Write("a.txt", $"{Secrets.Token(1)}\n");
        _place.Git("add", ".");

        Assert.Single(Cli.Scan(_place.Root, "--staged").Findings);
    }

    [Fact]
    public void Subdirectory_SeesTheWholeIndex()
    {
        _place.Write("sub/x.txt", "x\n");
        _place.Write("a \u00e4 \"q\".txt", Secrets.Token(1));
        _place.Git("add", ".");

        Assert.Equal([$"a \u00e4 \"q\".txt:1 {Secrets.Rule}"], Cli.Scan(_place["sub"], "--staged").Places);
    }

    [Fact]
    public void LargeStagedBlob_IsScannedInWindows()
    {
        _place.Write("big.txt", new string('\n', 9_500_000) + Secrets.Token(1));
        _place.Git("add", ".");

        Assert.Equal([$"big.txt:9500001 {Secrets.Rule}"], Cli.Scan(_place.Root, "--staged").Places);
    }
}
