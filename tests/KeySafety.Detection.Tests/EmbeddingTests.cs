using System.Text;
using KeySafety.Detection.Rules;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>A credential with a format of its own is found wherever it stands, and not within a longer word.</summary>
public class EmbeddingTests
{
    public static TheoryData<string> Contexts { get; } =
    [
        "{0}", "\"{0}\"", "'{0}'", "`{0}`", "x={0}", "x = {0}", "x: {0}", "x:{0}", "f({0})", ">{0}<", "[{0}]", "\\\"{0}\\\"", "\\n{0}\\n", "\\t{0}\\r\\n",
        "\"{0}\\n\"", "https://a.b/c?x={0}&y=1", "https://a.b/c?x={0}", "x%20{0}%20y", "x%3D{0}%26y", "x%22{0}%22", "# {0}", "// {0}", "/* {0} */",
        "<!-- {0} -->", "see {0}, or", "a,{0},b", "a;{0};b", "a|{0}|b", "\t{0}\r\n", "{0}\r\nb", "@{0}", "u:{0}@host", "&quot;{0}&quot;", "=&gt;{0}", "\\u0022{0}\\u0022",
    ];

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Credential_IsFoundInContext(string context)
    {
        var missed = new List<string>();
        foreach (var (rule, secret) in Prefixed)
        {
            if (Scan(context.Replace("{0}", secret, StringComparison.Ordinal)).Count == 0)
                missed.Add($"{rule}: {secret}");
        }

        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [Fact]
    public void LongerWord_IsNone()
    {
        // Any word in front of this one is a brand, and part of the key.
        const string branded = "torque-secret-key";
        var bounded = RuleCatalog.All.Where(rule => rule.Pattern.StartsWith(Shape.Start, StringComparison.Ordinal) && rule.Name != branded).Select(rule => rule.Name).ToHashSet();
        foreach (var (rule, secret) in Prefixed.Where(item => bounded.Contains(item.Rule) && char.IsLetterOrDigit(item.Secret[0])))
        {
            var found = Scan($"x = call_{secret}").Where(finding => finding.Rule.Name == rule).ToList();
            Assert.True(found.Count == 0, $"{rule}: call_{secret}");
        }
    }

    /// <summary>Credentials of rules whose secret alone is found: those with a prefix or a structure.</summary>
    private static List<(string Rule, string Secret)> Prefixed { get; } =
    [
        .. from rule in RuleCatalog.All
           where rule.Pattern.Length > 0 && rule.Confidence == Confidence.High && !rule.IgnoreCase
           let finding = Scan(Template.Expand(rule.Examples[0], 9)).Find(finding => finding.Rule == rule)
           where finding is not null
           let secret = finding.Secret.Expose()
           where !secret.Contains('\n', StringComparison.Ordinal) && Scan(secret).Count > 0
           select (rule.Name, secret),
    ];

    private static List<Finding> Scan(string text)
    {
        var findings = new List<Finding>();
        Detector.Default.Scan(Encoding.UTF8.GetBytes(text), "a.txt", findings);
        return findings;
    }
}
