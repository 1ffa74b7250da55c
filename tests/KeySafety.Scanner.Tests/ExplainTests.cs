namespace KeySafety.Scanner.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly Workplace _place = Workplace.WithGit();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Why_SaysWhatFoundAndWhatDropped()
    {
        _place.Write("a.txt", $"{Secrets.Token(1)}\n{Secrets.Token(2)} # keysafety:allow a test value\nnothing\n");

        Assert.Contains("github-pat: ghp_\u2026 is reported, confidence high", Why("a.txt:1"), StringComparison.Ordinal);
        Assert.Contains("is not reported: the comment keysafety:allow accepts it (a test value)", Why("a.txt:2"), StringComparison.Ordinal);
        Assert.Contains("no rule has a candidate on this line", Why("a.txt:3"), StringComparison.Ordinal);

        _place.Write(".gitignore", "*.txt\n");
        Assert.Contains("git ignores it", Why("a.txt:1"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secrets.Token(1), Why("a.txt:1:1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Why_NamesTheBaseline()
    {
        _place.Write("a.txt", Secrets.Token(1));
        Cli.Run(_place.Root, "baseline");

        Assert.Contains("is not reported: the baseline accepts it", Why("a.txt:1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TakesAFingerprintOrAPlace()
    {
        _place.Write("a.txt", Secrets.Token(1));
        var commit = _place.Commit();
        var fingerprint = Cli.Scan(_place.Root).Findings[0].GetProperty("fingerprint").GetString()!;

        foreach (var finding in (string[])[fingerprint, fingerprint[..8], "a.txt:1"])
        {
            var result = Cli.Run(_place.Root, "explain", finding, "--history");

            Assert.Equal(0, result.ExitCode);
            Assert.Contains("GitHub personal access token", result.Output, StringComparison.Ordinal);
            Assert.Contains($"commit {commit} by Ada Example", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Secrets.Token(1), result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rules_ListsAllAndShowsOne()
    {
        Assert.Equal(Detection.RuleCatalog.All.Count, Cli.Run(_place.Root, "rules").Output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("https://", Cli.Run(_place.Root, "rules", Secrets.Rule).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_IsPrinted() => Assert.Matches(@"^\d+\.\d+\.\d+", Cli.Run(_place.Root, "--version").Output);

    private string Why(string place) => Cli.Run(_place.Root, "scan", "--why", place).Output;
}
