using System.Text;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>The offline checks: what they owe to every text, and the checksums against a changed character.</summary>
public class RuleCheckTests
{
    public static TheoryData<string> Checked => new(RuleCatalog.All.Where(rule => rule.Check is not null).Select(rule => rule.Name));

    [Theory]
    [MemberData(nameof(Checked))]
    public void Check_NeverThrows(string name)
    {
        var rule = RuleCatalog.All.Single(rule => rule.Name == name);
        var random = new Random(7);
        string[] alphabets = ["symbols", "base64", "base32", "hex"];
        for (var length = 0; length < 200; length++)
        {
            foreach (var alphabet in alphabets)
                rule.Check!(Template.Run(random, alphabet, length));
            rule.Check!(new string('\uFFFF', length));
            rule.Check!(rule.Keywords[0] + new string('.', length));
        }

        foreach (var text in rule.Examples.Select(example => Template.Expand(example, 1)))
        {
            for (var end = 0; end <= text.Length; end++)
                rule.Check!(text.AsSpan(0, end));
        }
    }

    [Theory]
    [InlineData("torque-server-key", "{torque}")]
    [InlineData("github-pat", "{github:ghp}")]
    [InlineData("npm-access-token", "{npm}")]
    [InlineData("gitlab-pat", "{gitlab-routable:glpat}")]
    [InlineData("grafana-service-account-token", "{grafana:glsa}")]
    [InlineData("nats-seed", "{nats:user}")]
    [InlineData("age-secret-key", "{age}")]
    [InlineData("bitcoin-private-key", "{wif}")]
    [InlineData("extended-private-key", "{xprv}")]
    public void ChangedCharacter_FailsTheChecksum(string name, string template)
    {
        var check = RuleCatalog.All.Single(rule => rule.Name == name).Check!;
        for (var seed = 1; seed < 20; seed++)
        {
            var secret = Template.Expand(template, seed).ToCharArray();
            Assert.True(check(secret));
            var index = secret.Length / 2 + seed % 5;
            secret[index] = secret[index] == 'Q' ? 'P' : 'Q';
            Assert.False(check(secret), $"{name} passes with another character at {index}");
        }
    }

    /// <summary>The ways in which source and configuration break a PEM block's lines.</summary>
    [Theory]
    [InlineData("", "\n", "")]
    [InlineData("", "\r\n", "")]
    [InlineData("", "\\n", "")]
    [InlineData("", "\\\\n", "")]
    [InlineData("", "\\r\\n", "")]
    [InlineData("", "\\u000a", "")]
    [InlineData("", "&#10;", "")]
    [InlineData("", "", "")]
    [InlineData("", " ", "")]
    [InlineData("    \"", " +\n", "\\n\"")]
    [InlineData("    + \"", "\n", "\"")]
    [InlineData("  '", ",\n", "'")]
    [InlineData("# ", "\n", "")]
    [InlineData("// ", "\n", "")]
    [InlineData(" * ", "\n", "")]
    [InlineData("    ", "\n", "")]
    public void PemBlock_VerifiesHoweverItsLinesAreBroken(string before, string between, string after)
    {
        foreach (var kind in new[] { "RSA", "EC", "PKCS8", "DSA", "OPENSSH", "ENCRYPTED" })
        {
            var lines = Template.Expand($"{{pem:{kind}}}", 5).TrimEnd().Split('\n');
            var text = string.Join(between, lines.Select(line => before + line + after));
            var findings = new List<Finding>();
            Detector.Default.Scan(Encoding.UTF8.GetBytes(text), "example.txt", findings);
            Assert.Equal(Confidence.High, Assert.Single(findings).Confidence);
        }
    }

    [Fact]
    public void GrafanasOwnTestToken_Verifies() =>
        // From satokengen's test. keysafety:allow-next-line grafana-service-account-token published by the vendor
        Assert.True(RuleCatalog.All.Single(rule => rule.Name == "grafana-service-account-token").Check!("glsa_iNValIdinValiDinvalidinvalidinva" + "_5b582697"));

    [Fact]
    public void GitLabsOwnExample_Verifies() =>
        // From the examples of GitLab's secret detection. keysafety:allow-next-line gitlab-pat published by the vendor
        Assert.True(RuleCatalog.All.Single(rule => rule.Name == "gitlab-pat").Check!("glpat-bzox79Of-KE9FD2LjoXXF4CvyxA" + ".0r03gxo7s"));
}
