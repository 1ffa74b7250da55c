namespace KeySafety.Scanner.Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void IgnoredPathsRulesAndWords_AreNotReported()
    {
        var word = Secrets.Token(2)[10..16];
        _place.Write(".keysafety.toml", $"""
            [ignore]
            paths = ["fixtures/", "*.snap", "!keep.snap"]
            words = ["{word}"]
            """);
        _place.Write("fixtures/a.txt", Secrets.Token(1));
        _place.Write("b.snap", Secrets.Token(1));
        _place.Write("keep.snap", Secrets.Token(1));
        _place.Write("c.txt", Secrets.Token(2));

        Assert.Equal([$"keep.snap:1 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);

        _place.Write(".keysafety.toml", $"[ignore]\nrules = [\"{Secrets.Rule}\"]\n");
        Assert.Empty(Cli.Scan(_place.Root).Findings);
    }

    [Fact]
    public void OwnRule_IsFound()
    {
        _place.Write(".keysafety.toml", """
            [[rule]]
            name = "acme-token"
            title = "ACME token"
            pattern = 'acme_(?<secret>[0-9a-f]{12})'
            keywords = ["acme_"]
            min-entropy = 2.0
            confidence = "medium"
            remedy = "Revoke it at ACME."
            paths = ["*.txt"]
            """);
        _place.Write("a.txt", "\u00e4 acme_0123456789ab acme_000000000000\n");
        _place.Write("a.md", "acme_0123456789ab\n");

        var finding = Assert.Single(Cli.Scan(_place.Root).Findings);

        Assert.Equal("acme-token", finding.GetProperty("rule").GetString());
        Assert.Equal(8, finding.GetProperty("column").GetInt32());
        Assert.Equal("Revoke it at ACME.", finding.GetProperty("remedy").GetString());
        Assert.Equal("\u00e4 acme_0123\u2026 acme_000000000000", finding.GetProperty("excerpt").GetString());
    }

    [Fact]
    public void MinConfidence_CanDependOnThePath()
    {
        _place.Write(".keysafety.toml", """
            min-confidence = "medium"
            [[path]]
            paths = ["docs/"]
            min-confidence = "high"
            [[rule]]
            name = "medium-thing"
            pattern = 'medium_[0-9a-f]{12}'
            confidence = "medium"
            [[rule]]
            name = "low-thing"
            pattern = 'low_[0-9a-f]{12}'
            confidence = "low"
            """);
        foreach (var path in (string[])["docs/a.md", "src/a.md"])
            _place.Write(path, $"{Secrets.Token(1)}\nmedium_0123456789ab\nlow_0123456789ab\n");

        Assert.Equal(
            [$"docs/a.md:1 {Secrets.Rule}", $"src/a.md:1 {Secrets.Rule}", "src/a.md:2 medium-thing"],
            Cli.Scan(_place.Root).Places);
    }

    [Theory]
    [InlineData("[ignroe]\npaths = []\n", "unknown key 'ignroe'")]
    [InlineData("[ignore]\npath = []\n", "[ignore] has an unknown key 'path'")]
    [InlineData("[ignore]\npaths = 3\n", "'paths' in [ignore] must be a list of strings")]
    [InlineData("min-confidence = \"sure\"\n", "must be \"low\", \"medium\" or \"high\"")]
    [InlineData("[[rule]]\nname = \"x\"\n", "[rule] lacks 'pattern'")]
    [InlineData("[[rule]]\nname = \"x-y\"\npattern = '(?=a)b'\n", "the pattern of rule 'x-y' cannot run in linear time")]
    [InlineData("[[rule]]\nname = \"x-y\"\npattern = '('\n", "the pattern of rule 'x-y' is wrong")]
    [InlineData("a = [\n", ".keysafety.toml:")]
    public void BrokenConfiguration_IsAnErrorOfOneLine(string text, string reason)
    {
        _place.Write(".keysafety.toml", text);

        var result = Cli.Run(_place.Root, "scan");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void ReportUnused_ListsIgnoresThatMatchNothing()
    {
        _place.Write(".keysafety.toml", "[ignore]\npaths = [\"used/\", \"unused/\"]\nrules = [\"unused-rule\"]\nwords = [\"unusedword\"]\n");
        _place.Write("used/a.txt", Secrets.Token(1));
        _place.Write("b.txt", $"{Secrets.Token(2)} # keysafety:allow\nnothing here # keysafety:allow\nnor here # gitleaks:allow\n");
        Cli.Run(_place.Root, "baseline");
        _place.Write("c.txt", Secrets.Token(3));
        Cli.Run(_place.Root, "baseline");
        File.Delete(_place["c.txt"]);

        var output = Cli.Run(_place.Root, "scan", "--report-unused").Output;

        Assert.Contains(".keysafety.toml: path unused/", output, StringComparison.Ordinal);
        Assert.DoesNotContain("path used/", output, StringComparison.Ordinal);
        Assert.Contains(".keysafety.toml: rule unused-rule", output, StringComparison.Ordinal);
        Assert.Contains(".keysafety.toml: word unusedword", output, StringComparison.Ordinal);
        Assert.Contains("b.txt:2: keysafety:allow", output, StringComparison.Ordinal);
        Assert.Contains("b.txt:3: gitleaks:allow", output, StringComparison.Ordinal);
        Assert.DoesNotContain("b.txt:1:", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.Contains(".keysafety-baseline: ", StringComparison.Ordinal));
    }
}
