using KeySafety.Scanner.Configuration;

namespace KeySafety.Scanner.Tests;

public sealed class GitleaksTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void RulesOfTheFile_Run()
    {
        _place.Write(".gitleaks.toml", """
            title = "ours"
            [extend]
            useDefault = true

            [[rules]]
            id = "acme"
            description = "ACME key"
            regex = '''(?i)acme[\w]{0,10}\s*[:=]\s*(?P<q>['"])([[:xdigit:]]{16})['"]'''
            secretGroup = 2
            entropy = 2.5
            keywords = ["ACME"]
            tags = ["key"]

            [[rules]]
            id = "keyfile"
            path = '''\.p12$'''
            """);
        _place.Write("a.txt", "AcmeKey = \"0123456789abcdef\"\nacme = \"0000000000000000\"\n");
        _place.Write("store.p12", "x\n");

        Assert.Equal(["a.txt:1 acme", "store.p12:1 keyfile"], Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void Allowlists_CountForTheCatalogToo()
    {
        _place.Write(".gitleaks.toml", $"""
            [allowlist]
            description = "everywhere"
            paths = ['''^vendor/''']
            stopwords = ["{Secrets.Token(1)[8..14]}"]

            [[allowlists]]
            condition = "AND"
            paths = ['''\.md$''']
            regexes = ['''^ghp_''']

            [[allowlists]]
            regexTarget = "line"
            regexes = ['''documented''']

            [[allowlists]]
            targetRules = ["another-rule"]
            regexes = ['''^ghp_''']
            """);
        _place.Write("vendor/a.txt", Secrets.Token(2));
        _place.Write("a.txt", Secrets.Token(1));
        _place.Write("b.md", Secrets.Token(3));
        _place.Write("c.txt", $"documented {Secrets.Token(4)}\nnot so {Secrets.Token(5)}\n");

        Assert.Equal([$"c.txt:2 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void DisabledRules_AreOff_AndExtendedFilesAreRead()
    {
        _place.Write(".gitleaks.toml", $"[extend]\npath = \"other.toml\"\ndisabledRules = [\"{Secrets.Rule}\"]\n");
        _place.Write("other.toml", "[[rules]]\nid = \"extra\"\nregex = '''extra_[0-9]{6}'''\n");
        _place.Write("a.txt", $"{Secrets.Token(1)}\nextra_123456\n");

        Assert.Equal(["a.txt:2 extra"], Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void CommitAllowlist_CountsInHistory()
    {
        using var place = Workplace.WithGit();
        place.Write("a.txt", Secrets.Token(1));
        var accepted = place.Commit();
        place.Write("b.txt", Secrets.Token(2));
        place.Commit();
        place.Write(".gitleaks.toml", $"[allowlist]\ncommits = [\"{accepted}\"]\n");

        Assert.Equal([$"b.txt:1 {Secrets.Rule}"], Cli.Scan(place.Root, "--history").Places);
    }

    [Fact]
    public void IgnoreFile_AcceptsPlaces()
    {
        _place.Write(".gitleaksignore", "# accepted\na.txt:some-gitleaks-rule:1\na.txt:stripe-secret-key:2\n");
        _place.Write("a.txt", $"{Secrets.Token(1)}\n{Secrets.Token(2)}\n");

        Assert.Equal([$"a.txt:2 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);

        _place.Write(".gitleaksignore", "nonsense\n");
        var broken = Cli.Run(_place.Root, "scan");
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains(".gitleaksignore:1:", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PatternThatCannotRunInLinearTime_IsNamed()
    {
        _place.Write(".gitleaks.toml", "[[rules]]\nid = \"fancy\"\nregex = '''(a)(?!b)'''\n");

        var result = Cli.Run(_place.Root, "scan");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("rule 'fancy' cannot run in linear time", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"(?P<x>a)", @"(?<x>a)")]
    [InlineData(@"[[:alnum:]_-]+\z", @"[0-9A-Za-z_-]+\z")]
    [InlineData(@"\d[\d\s]\w", @"[0-9][0-9\t\n\f\r ][0-9A-Za-z_]")]
    [InlineData(@"\Qa.b\E+", @"a\.b+")]
    [InlineData(@"\x{41}\pL", @"\u0041\p{L}")]
    [InlineData(@"[]a[]", @"[\]a\[]")]
    [InlineData(@"[^]a]", @"[^\]a]")]
    [InlineData(@"\[[a\]b]", @"\[[a\]b]")]
    public void GoSyntax_IsTranslated(string go, string net) => Assert.Equal(net, GoRegex.ToDotNet(go));
}
