using KeySafety.Detection;

namespace KeySafety.Scanner.Tests;

public sealed class InlineAllowTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("x = 1 // keysafety:allow", null, "", null)]
    [InlineData("x = 1 // keysafety:allow github-pat", "github-pat", "", null)]
    [InlineData("x = 1 /* keysafety:allow github-pat revoked last year until 2031-02-03 */", "github-pat", "revoked last year", "2031-02-03")]
    [InlineData("<a/> <!-- keysafety:allow a made up value -->", null, "a made up value", null)]
    [InlineData("# KEYSAFETY:ALLOW until 2031-02-03 because", null, "because", "2031-02-03")]
    public void OwnComment_IsRead(string line, string? rule, string reason, string? until)
    {
        var allow = InlineAllow.Parse(line)!;

        Assert.Equal(rule, allow.Rule);
        Assert.Equal(reason, allow.Reason);
        Assert.Equal(until, allow.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("x # gitleaks:allow")]
    [InlineData("x # pragma: allowlist secret")]
    [InlineData("x  # nosec")]
    [InlineData("x  # nosec B105 - test")]
    [InlineData("x  // #nosec G101 -- test")]
    [InlineData("x  # noqa: S105")]
    [InlineData("x // trufflehog:ignore")]
    public void CommentsOfOtherTools_Count(string line) => Assert.NotNull(InlineAllow.Parse(line));

    [Theory]
    [InlineData("x = nosecret")]
    [InlineData("x = 1  # nosec B603")]
    [InlineData("x = 1  # noqa: E501")]
    [InlineData("allow everything")]
    public void OtherText_DoesNot(string line) => Assert.Null(InlineAllow.Parse(line));

    [Fact]
    public void Comment_AcceptsItsLineOnly()
    {
        _place.Write("a.py", $"a = '{Secrets.Token(1)}'  # keysafety:allow\nb = '{Secrets.Token(2)}'\n");

        var result = Cli.Run(_place.Root, "scan");

        Assert.Contains("a.py:2:6", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 secret found (1 high), 1 accepted", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void CommentForTheNextLine_AcceptsThatLineOnly()
    {
        _place.Write("a.yaml", $"# keysafety:allow-next-line\na: {Secrets.Token(1)}\nb: {Secrets.Token(2)}\n");

        Assert.Equal([$"a.yaml:3 {Secrets.Rule}"], Cli.Scan(_place.Root).Places);
    }

    [Fact]
    public void CommentForAnotherRule_OrOneThatExpired_IsNotedAndDoesNotCount()
    {
        _place.Write("a.py", $"a = '{Secrets.Token(1)}'  # keysafety:allow stripe-secret-key\nb = '{Secrets.Token(2)}'  # keysafety:allow until 2020-01-01\n");

        var notes = Cli.Scan(_place.Root).Findings.Select(finding => finding.GetProperty("note").GetString());

        Assert.Equal(
            ["the comment keysafety:allow on its line accepts stripe-secret-key only", "the comment keysafety:allow on its line expired on 2020-01-01"],
            notes);
    }
}
