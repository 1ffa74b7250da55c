namespace KeySafety.Scanner.Tests;

public sealed class BaselineTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void AcceptedSecrets_AreSilent_NewOnesAreNot()
    {
        _place.Write("a.txt", Secrets.Token(1));
        var written = Cli.Run(_place.Root, "baseline");
        Assert.Equal(0, written.ExitCode);
        Assert.Contains("1 secret accepted", written.Output, StringComparison.Ordinal);

        Assert.Equal(0, Cli.Run(_place.Root, "scan").ExitCode);
        Assert.Equal(1, Cli.Run(_place.Root, "scan", "--no-baseline").ExitCode);

        _place.Write("moved/b.txt", $"\n\n{Secrets.Token(1)}\n{Secrets.Token(2)}\n");
        Assert.Equal([$"moved/b.txt:4 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void File_IsSortedAndHoldsNeitherSecretNorPlaceNorTime()
    {
        for (var i = 0; i < 8; i++)
            _place.Write($"file{i}.txt", Secrets.Token(i));
        Cli.Run(_place.Root, "baseline");

        var lines = File.ReadAllLines(_place[".keysafety-baseline"]);
        Assert.StartsWith("# keysafety baseline 1 key=", lines[0], StringComparison.Ordinal);
        Assert.Equal(9, lines.Length);
        Assert.Equal(lines[1..].Order(StringComparer.Ordinal), lines[1..]);
        Assert.All(lines[1..], line => Assert.Matches("^[0-9a-f]{32} github-pat$", line));
    }

    [Fact]
    public void Update_KeepsKeyAndLines()
    {
        _place.Write("a.txt", Secrets.Token(1));
        Cli.Run(_place.Root, "baseline");
        var before = File.ReadAllLines(_place[".keysafety-baseline"]);
        _place.Write("b.txt", Secrets.Token(2));
        Cli.Run(_place.Root, "baseline");
        var after = File.ReadAllLines(_place[".keysafety-baseline"]);

        Assert.Equal(before[0], after[0]);
        Assert.Contains(before[1], after);
        Assert.Equal(3, after.Length);
    }

    [Fact]
    public void TwoRepositories_HaveDifferentLinesForTheSameSecret()
    {
        using var other = new Workplace();
        foreach (var place in (Workplace[])[_place, other])
        {
            place.Write("a.txt", Secrets.Token(1));
            Cli.Run(place.Root, "baseline");
        }

        Assert.Empty(File.ReadAllLines(_place[".keysafety-baseline"]).Intersect(File.ReadAllLines(other[".keysafety-baseline"])));
    }

    [Theory]
    [InlineData("not a baseline\n", "is not a baseline")]
    [InlineData("# keysafety baseline 1 key=short\n", "key is damaged")]
    [InlineData("# keysafety baseline 1 key=AAAAAAAAAAAAAAAAAAAAAA==\n<<<<<<< ours\n", ":2: not a line of a baseline")]
    public void DamagedFile_IsAnErrorOfOneLine(string text, string reason)
    {
        _place.Write(".keysafety-baseline", text);

        var result = Cli.Run(_place.Root, "scan");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void History_CanBeAccepted()
    {
        using var place = Workplace.WithGit();
        place.Write("a.txt", Secrets.Token(1));
        place.Commit();
        place.Write("a.txt", "gone\n");
        place.Commit();

        Cli.Run(place.Root, "baseline", "--history");

        Assert.Equal(0, Cli.Run(place.Root, "scan", "--history").ExitCode);
    }
}
