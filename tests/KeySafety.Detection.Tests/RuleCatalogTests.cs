using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>What holds for every rule, with .NET's own linear-time regular expressions as the judge.</summary>
public partial class RuleCatalogTests
{
    private const int Seeds = 12;

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    public static TheoryData<string> Names => new(RuleCatalog.All.Select(rule => rule.Name));

    [Fact]
    public void Names_AreUnique() => Assert.Equal(RuleCatalog.All.Count, RuleCatalog.All.Select(rule => rule.Name).Distinct().Count());

    [Fact]
    public void Catalog_HasManyRules() => Assert.InRange(RuleCatalog.All.Count, 420, int.MaxValue);

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_IsWellFormed(string name)
    {
        var rule = Rule(name);
        Assert.Matches(KebabCase(), rule.Name);
        Assert.True(Uri.TryCreate(rule.Format, UriKind.Absolute, out var format) && format.Scheme == Uri.UriSchemeHttps, rule.Format);
        Assert.Equal(rule.Pattern.Length > 0, rule.Keywords.Count > 0);
        Assert.All(rule.Keywords, keyword => Assert.InRange(keyword.Length, 3, 60));
        Assert.All(rule.Keywords, keyword => Assert.All(keyword, c => Assert.InRange(c, ' ', '~')));
        Assert.EndsWith(".", rule.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(rule.Title);
        Assert.NotEmpty(rule.Examples);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_MatchesItsRuleOnceAndVerifies(string name)
    {
        var rule = Rule(name);
        if (rule.Pattern.Length == 0)
            return;

        foreach (var (template, text) in Expanded(rule.Examples))
        {
            var found = Found(rule, text);
            Assert.True(found.Count == 1, $"{found.Count} matches of {rule.Pattern} in {template}, such as {text}");
            Assert.True(rule.Check?.Invoke(found[0].Secret) ?? true, $"The check fails for {template}, such as {text}");
            Assert.True(HoldsKeyword(rule, found[0].Match), $"No keyword in the match of {template}, such as {text}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NegativeExample_IsSilent(string name)
    {
        var rule = Rule(name);
        if (rule.Pattern.Length == 0)
            return;

        foreach (var (template, text) in Expanded(rule.NegativeExamples))
            Assert.True(Found(rule, text).Count == 0, $"{rule.Pattern} finds {template}, such as {text}");
    }

    [Fact]
    public void Example_IsFoundByNoOtherRule()
    {
        var clashes = new HashSet<string>();
        foreach (var rule in RuleCatalog.All)
        {
            foreach (var (_, text) in Expanded(rule.Examples, seeds: 2))
            {
                foreach (var other in RuleCatalog.All)
                {
                    if (other.Name != rule.Name && other.Pattern.Length > 0
                        && HoldsKeyword(other, text) && Found(other, text).Count > 0)
                        clashes.Add($"{rule.Name} as {other.Name}");
                }
            }
        }

        var unexpected = clashes.Except(Overlaps.Known).Order().ToList();
        Assert.True(unexpected.Count == 0, string.Join("\n", unexpected));
    }

    private static Rule Rule(string name) => RuleCatalog.All.Single(rule => rule.Name == name);

    private static Regex Compile(Rule rule) => new(
        rule.Pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));

    private static List<(string Match, string Secret)> Found(Rule rule, string text) =>
    [
        .. Patterns.GetOrAdd(rule.Name, _ => Compile(rule)).Matches(text)
            .Select(match => (match.Value, Secret: match.Groups["secret"] is { Success: true } group ? group.Value : match.Value))
            .Where(found => Bits(found.Secret) >= rule.MinEntropy),
    ];

    private static bool HoldsKeyword(Rule rule, string text) => rule.Keywords.Any(keyword =>
        text.Contains(keyword, rule.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));

    private static IEnumerable<(string Template, string Text)> Expanded(IEnumerable<string> templates, int seeds = Seeds) =>
        from template in templates
        from seed in Enumerable.Range(1, seeds)
        select (template, Template.Expand(template, seed));

    private static double Bits(string text) => text
        .GroupBy(c => c)
        .Select(group => (double)group.Count() / text.Length)
        .Sum(share => -share * Math.Log2(share));

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
