using System.Text;
using KeySafety.Detection.Matching;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Every rule's examples through the detector as it ships: keywords, patterns, filters and overlaps together.</summary>
public class CatalogDetectionTests
{
    private const int Seeds = 4;
    private static readonly Detector Detector = new(new DetectorOptions { MinConfidence = Confidence.Low });

    public static TheoryData<string> Names => new(RuleCatalog.All.Where(rule => rule.Pattern.Length > 0).Select(rule => rule.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Pattern_RunsOnTheEnginesOwnMatcher(string name)
    {
        var rule = Rule(name);
        Assert.NotNull(Pattern.TryCreate(rule.Pattern, rule.IgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_IsFound(string name)
    {
        var rule = Rule(name);
        foreach (var template in rule.Examples)
        {
            for (var seed = 101; seed < 101 + Seeds; seed++)
            {
                var text = Template.Expand(template, seed);
                var found = Scan(text).Where(finding => finding.Rule.Name == name).ToList();
                Assert.True(found.Count == 1, $"{found.Count} findings in {template}, such as {text}");
                Assert.Equal(rule.Confidence, found[0].Confidence);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NegativeExample_IsNotFound(string name)
    {
        foreach (var template in Rule(name).NegativeExamples)
        {
            for (var seed = 101; seed < 101 + Seeds; seed++)
            {
                var text = Template.Expand(template, seed);
                Assert.DoesNotContain(Scan(text), finding => finding.Rule.Name == name);
            }
        }
    }

    private static Rule Rule(string name) => RuleCatalog.All.Single(rule => rule.Name == name);

    private static List<Finding> Scan(string text)
    {
        var findings = new List<Finding>();
        Detector.Scan(Encoding.UTF8.GetBytes(text), "example.txt", findings);
        return findings;
    }
}
