using System.Text;

namespace KeySafety.Detection.Tests;

public class CorpusTests
{
    private const int Seeds = 20;

    public static TheoryData<string, string, string> Found => Corpus.Found;

    public static TheoryData<string, string, string> Sure => Corpus.Sure;

    public static TheoryData<string, string, string> Doubtful => Corpus.Doubtful;

    public static TheoryData<string, string, string> Clean => Corpus.Clean;

    [Theory]
    [MemberData(nameof(Found))]
    public void FoundLine_Reports(string rule, string path, string text)
    {
        var missed = Enumerable.Range(1, Seeds).Where(seed => !Scan(path, Corpus.Expand(text, seed)).Exists(finding => finding.Rule.Name == rule));

        // A random value may by chance read like a word; one in twenty is the tail that the thresholds leave.
        Assert.True(missed.Count() <= 1, string.Join('\n', missed.Select(seed => Corpus.Expand(text, seed))));
    }

    [Theory]
    [MemberData(nameof(Sure))]
    public void SureLine_ReportsWithMediumConfidence(string rule, string path, string text)
    {
        var missed = Enumerable.Range(1, Seeds).Where(seed =>
            !Scan(path, Corpus.Expand(text, seed)).Exists(finding => finding.Rule.Name == rule && finding.Confidence >= Confidence.Medium));
        Assert.True(missed.Count() <= 1, string.Join('\n', missed.Select(seed => Corpus.Expand(text, seed))));
    }

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void DoubtfulLine_IsNotReportedWithMediumConfidence(string rule, string path, string text)
    {
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var expanded = Corpus.Expand(text, seed);
            Assert.False(Scan(path, expanded).Exists(finding => finding.Rule.Name == rule && finding.Confidence > Confidence.Low), expanded);
        }
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void CleanLine_IsSilent(string topic, string path, string text)
    {
        _ = topic;
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var expanded = Corpus.Expand(text, seed);
            Assert.True(Scan(path, expanded) is [], $"{expanded}\n{string.Join('\n', Scan(path, expanded).Select(found => found.Rule.Name))}");
        }
    }

    [Fact]
    public void Catalog_FindsItsOwnGenericExamples()
    {
        foreach (var rule in RuleCatalog.All.Where(rule => rule.Pattern.Length == 0))
        {
            foreach (var example in rule.Examples)
            {
                var text = KeySafety.Tests.Template.Expand(example, 1);
                Assert.True(Scan("a.yml", text).Exists(finding => finding.Rule.Name == rule.Name), $"{rule.Name}: {text}");
            }

            foreach (var example in rule.NegativeExamples)
            {
                var text = KeySafety.Tests.Template.Expand(example, 1);
                Assert.False(Scan("a.yml", text).Exists(finding => finding.Rule.Name == rule.Name), $"{rule.Name}: {text}");
            }
        }
    }

    private static List<Finding> Scan(string path, string text)
    {
        var findings = new List<Finding>();
        Detector.Default.Scan(Encoding.UTF8.GetBytes(text), path, findings);
        return findings;
    }
}
