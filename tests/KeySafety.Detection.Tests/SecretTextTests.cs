namespace KeySafety.Detection.Tests;

public class SecretTextTests
{
    [Theory]
    [InlineData("", "…")]
    [InlineData("a", "…")]
    [InlineData("ab", "…")]
    [InlineData("abc", "a…")]
    [InlineData("abcdefgh", "abc…")]
    [InlineData("abcdefghi", "abcd…")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcd…")]
    [InlineData("abc😀efghi", "abc…")]
    public void Formatting_ShowsFewerThanHalf(string secret, string redaction) =>
        Assert.Equal(redaction, new SecretText(secret).ToString());

    [Fact]
    public void Finding_PrintsNoSecret()
    {
        var finding = new Finding
        {
            Rule = RuleCatalog.All[0],
            Confidence = Confidence.Low,
            Start = 0,
            Length = 12,
            Line = 1,
            Column = 1,
            EndLine = 1,
            EndColumn = 13,
            Secret = new SecretText("correcthorse"),
        };
        Assert.DoesNotContain("horse", finding.ToString(), StringComparison.Ordinal);
    }
}
