using KeySafety.Detection.Matching;

namespace KeySafety.Detection.Tests;

public class PatternTests
{
    [Fact]
    public void CatalogPatterns_RunOnTheOwnEngine() => Assert.Equal(
        [],
        RuleCatalog.All.Where(rule => Pattern.TryCreate(rule.Pattern, rule.IgnoreCase) is null).Select(rule => rule.Name));

    [Theory]
    [InlineData("a(?<secret>b+)c", "xabbbc", 1, "bbb")]
    [InlineData("(?:ab|a)(?<secret>bc|c)", "abc", 0, "c")]
    [InlineData("a{2,3}?(?<secret>a*)", "aaaa", 0, "aa")]
    [InlineData("(?i)AB[^c-e]", "xaBf", 1, "aBf")]
    [InlineData("(?:[a-z]{1,3}\\.){2,4}x\\b", "ab.cd.ef.x", 0, "ab.cd.ef.x")]
    [InlineData("^b$", "b\n", 0, "b")]
    [InlineData("(?m)^b$", "a\nb\nc", 2, "b")]
    [InlineData("[]a]+\\x41\\-", "]aA-", 0, "]aA-")]
    public void Pattern_MatchesAsDotNetDoes(string pattern, string text, int start, string secret)
    {
        long work = 0;
        var match = Pattern.TryCreate(pattern, ignoreCase: false)!.MatchAt(System.Text.Encoding.ASCII.GetBytes(text), start, ref work);
        Assert.NotNull(match);
        Assert.Equal(secret, text[match.Value.SecretStart..match.Value.SecretEnd]);
    }

    [Theory]
    [InlineData("(a)\\1")]
    [InlineData("a(?=b)")]
    [InlineData("(?<!a)b")]
    [InlineData("\\p{L}+")]
    [InlineData("(?:a*)*b")]
    public void PatternBeyondTheSubset_IsLeftToDotNet(string pattern) => Assert.Null(Pattern.TryCreate(pattern, ignoreCase: false));

    [Fact]
    public void NestedRepetition_TakesLinearWork()
    {
        var pattern = Pattern.TryCreate("(?:a|aa)+b", ignoreCase: false)!;
        Assert.InRange(Work(pattern, 2000), 1, 25 * Work(pattern, 200));
    }

    private static long Work(Pattern pattern, int length)
    {
        long work = 0;
        Assert.Null(pattern.MatchAt(System.Text.Encoding.ASCII.GetBytes(new string('a', length)), 0, ref work));
        return work;
    }
}
