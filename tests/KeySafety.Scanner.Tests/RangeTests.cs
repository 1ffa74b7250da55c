namespace KeySafety.Scanner.Tests;

public sealed class RangeTests : IDisposable
{
    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Since_SeesEveryCommit_AlsoWhatTheNextOneRemoved()
    {
        var start = Start();
        _place.Write("b.txt", Secrets.Token(2));
        var adding = _place.Commit();
        _place.Git("rm", "-q", "b.txt");
        _place.Commit();

        var finding = Assert.Single(Cli.Scan(_place.Root, "--since", start).Findings);

        Assert.Equal("b.txt", finding.GetProperty("path").GetString());
        Assert.Equal(adding, finding.GetProperty("commit").GetProperty("id").GetString());
        Assert.False(finding.GetProperty("in_head").GetBoolean());
    }

    [Fact]
    public void SecretFromBeforeTheRange_IsNotReported()
    {
        var start = Start();
        _place.Write("a.txt", $"changed\n{Secrets.Token(1)}\n");
        _place.Commit();
        _place.Git("mv", "a.txt", "moved.txt");
        _place.Write("moved.txt", $"changed again\n{Secrets.Token(1)}\n");
        _place.Commit();

        Assert.Equal(0, Cli.Run(_place.Root, "scan", "--since", start).ExitCode);
    }

    [Theory]
    [InlineData("main..topic")]
    [InlineData("main...topic")]
    [InlineData("topic --not main")]
    public void Range_SeesTheBranchAlone(string range)
    {
        Start();
        _place.Git("switch", "-q", "-c", "topic");
        _place.Write("t.txt", Secrets.Token(3));
        _place.Commit();
        _place.Git("switch", "-q", "main");
        _place.Write("m.txt", Secrets.Token(4));
        _place.Commit();

        Assert.Equal([$"t.txt:1 {Secrets.Rule}"], Cli.Scan(_place.Root, "--range", range).Places);
    }

    [Fact]
    public void RangeWithoutACommit_IsAnError()
    {
        Start();

        var result = Cli.Run(_place.Root, "scan", "--range", "main..main");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("keysafety: the range main..main has no commit\n", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("nowhere..main")]
    [InlineData("main")]
    [InlineData("--upload-pack=x main")]
    [InlineData("")]
    public void WhatIsNoRange_IsAnErrorOfOneLine(string range)
    {
        Start();

        var result = Cli.Run(_place.Root, "scan", $"--range={range}");

        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void ShallowClone_IsAnErrorForHistoryAndForARangeAcrossItsEdge()
    {
        Start();
        _place.Write("b.txt", "b\n");
        _place.Commit();
        _place.Write("c.txt", "c\n");
        _place.Commit();
        using var clone = new Workplace();
        clone.Git("clone", "-q", "--depth", "2", $"file://{_place.Root}", "copy");

        var history = Cli.Run(clone["copy"], "scan", "--history");
        Assert.Equal(2, history.ExitCode);
        Assert.Contains("shallow", history.Error, StringComparison.Ordinal);

        var range = Cli.Run(clone["copy"], "scan", "--since", "HEAD~2");
        Assert.Equal(2, range.ExitCode);
        Assert.Contains("shallow", range.Error, StringComparison.Ordinal);

        Assert.Equal(0, Cli.Run(clone["copy"], "scan", "--since", "HEAD~1").ExitCode);
    }

    private string Start()
    {
        _place.Write("a.txt", $"one\n{Secrets.Token(1)}\n");
        return _place.Commit();
    }
}
