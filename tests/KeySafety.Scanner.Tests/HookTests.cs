namespace KeySafety.Scanner.Tests;

public sealed class HookTests : IDisposable
{
    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Commit_IsBlockedUntilTheSecretIsRemoved()
    {
        Assert.Equal(0, Cli.Run(_place.Root, "install-hook").ExitCode);
        _place.Write("a.env", $"TOKEN={Secrets.Token(1)}\n");
        _place.Git("add", ".");

        var blocked = _place.TryGit("commit", "-m", "with a secret");
        Assert.NotEqual(0, blocked.ExitCode);
        Assert.Contains("a.env:1:7", blocked.Output + blocked.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, _place.TryGit("rev-parse", "--verify", "--quiet", "HEAD").ExitCode);

        _place.Write("a.env", "TOKEN=\n");
        _place.Git("add", ".");
        Assert.Equal(0, _place.TryGit("commit", "-m", "without").ExitCode);
    }

    [Fact]
    public void CommitOfNamedFiles_IsJudgedByItsOwnIndex()
    {
        _place.Write("a.txt", "a\n");
        _place.Write("b.txt", "b\n");
        _place.Commit();
        Cli.Run(_place.Root, "install-hook");
        _place.Write("a.txt", "changed\n");
        _place.Write("b.txt", Secrets.Token(1));

        Assert.Equal(0, _place.TryGit("commit", "-m", "one file", "a.txt").ExitCode);
        Assert.NotEqual(0, _place.TryGit("commit", "-a", "-m", "all files").ExitCode);
    }

    [Fact]
    public void Push_IsBlockedAlsoForANewBranch()
    {
        using var remote = new Workplace();
        remote.Git("init", "-q", "--bare", ".");
        _place.Git("remote", "add", "origin", remote.Root);
        _place.Write("a.txt", "a\n");
        _place.Commit();
        Cli.Run(_place.Root, "install-hook");
        Assert.Equal(0, _place.TryGit("push", "-q", "origin", "main").ExitCode);

        _place.Write("b.txt", Secrets.Token(1));
        _place.Git("add", ".");
        _place.Git("commit", "-q", "--no-verify", "-m", "slipped through");
        Assert.NotEqual(0, _place.TryGit("push", "-q", "origin", "main").ExitCode);
        Assert.NotEqual(0, _place.TryGit("push", "-q", "origin", "main:other").ExitCode);

        _place.Git("reset", "-q", "--hard", "HEAD~1");
        Assert.Equal(0, _place.TryGit("push", "-q", "origin", "main:other").ExitCode);
        Assert.Equal(0, _place.TryGit("push", "-q", "origin", ":other").ExitCode);
    }

    [Fact]
    public void ForeignHook_IsKeptUnlessForced()
    {
        _place.Write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");

        var refused = Cli.Run(_place.Root, "install-hook");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("#!/bin/sh\nexit 0\n", File.ReadAllText(_place[".git/hooks/pre-commit"]));

        Assert.Equal(0, Cli.Run(_place.Root, "install-hook", "--force").ExitCode);
        Assert.Equal(0, Cli.Run(_place.Root, "install-hook").ExitCode);
    }

    [Fact]
    public void MissingProgram_StopsTheCommit()
    {
        Cli.Run(_place.Root, "install-hook");
        var hook = _place[".git/hooks/pre-commit"];
        File.WriteAllText(hook, File.ReadAllText(hook).Replace(Cli.Program, "/no/such/keysafety", StringComparison.Ordinal).Replace("command -v keysafety", "command -v no-such-keysafety", StringComparison.Ordinal));
        _place.Write("a.txt", "a\n");
        _place.Git("add", ".");

        var result = _place.TryGit("commit", "-m", "x");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("not installed", result.Error, StringComparison.Ordinal);
    }
}
