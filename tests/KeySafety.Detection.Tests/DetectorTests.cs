using System.Text;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

public class DetectorTests
{
    private static readonly string Key = Template.Expand("{torque:}", 1);

    public static TheoryData<string, byte[]> Encodings()
    {
        var text = $"# Schlüssel\r\nk = '{Key}'\r\n";
        return new TheoryData<string, byte[]>
        {
            { "UTF-8", Encoding.UTF8.GetBytes(text) },
            { "UTF-8 with a mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)] },
            { "Latin-1", Encoding.Latin1.GetBytes(text) },
            { "UTF-16 LE", Encoding.Unicode.GetBytes(text) },
            { "UTF-16 LE with a mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)] },
            { "UTF-16 BE", Encoding.BigEndianUnicode.GetBytes(text) },
            { "UTF-16 BE with a mark", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)] },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void KeyInAnyEncoding_IsPlacedAlike(string name, byte[] content)
    {
        _ = name;
        var finding = Assert.Single(Scan(content));
        Assert.Equal(Key, finding.Secret.Expose());
        Assert.Equal((2, 6, 2, 6 + Key.Length), (finding.Line, finding.Column, finding.EndLine, finding.EndColumn));
        var bytes = content.AsSpan(finding.Start, finding.Length).ToArray().Where(value => value != 0);
        Assert.Equal(Key, Encoding.ASCII.GetString([.. bytes]));
    }

    [Fact]
    public void ColumnBehindNonAscii_CountsUtf16Units()
    {
        var finding = Assert.Single(Scan($"/* 😀é */ '{Key}'"));
        Assert.Equal("/* 😀é */ '".Length + 1, finding.Column);
    }

    [Fact]
    public void KeyOnMarkedFirstLine_HasColumnWithoutTheMark() =>
        Assert.Equal(1, Assert.Single(Scan([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Key)])).Column);

    [Fact]
    public void EncodedKey_IsFoundWhereItsCodeStands()
    {
        var bytes = Encoding.ASCII.GetBytes($"key={Key} ");
        foreach (var code in new[]
        {
            Convert.ToBase64String(bytes),
            Convert.ToHexStringLower(bytes),
            string.Concat(bytes.Select(value => $"%{value:X2}")),
            string.Concat(bytes.Select(value => $"\\u{value:x4}")),
            string.Concat(bytes.Select(value => $"\\x{value:x2}")),
            Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes))),
        })
        {
            var text = $"first\n  value: \"{code}\"";
            var finding = Assert.Single(Scan(text));
            Assert.Equal(Key, finding.Secret.Expose());
            Assert.Equal(2, finding.Line);
            Assert.InRange(finding.Start, text.IndexOf(code, StringComparison.Ordinal), text.Length);
            Assert.InRange(finding.Start + finding.Length, finding.Start, text.Length);
        }
    }

    [Theory]
    [InlineData("\" + \"")]
    [InlineData("' + '")]
    [InlineData("\"+\"")]
    [InlineData("' . '")]
    public void KeySplitOverLiterals_IsJoined(string joint)
    {
        var text = $"var k = {joint[^1]}{Key[..20]}{joint}{Key[20..]}{joint[0]};";
        var finding = Assert.Single(Scan(text));
        Assert.Equal(Key, finding.Secret.Expose());
        Assert.Equal(Key[..20], text.Substring(finding.Start, 20));
    }

    [Fact]
    public void Candidate_HasOffsetsInUtf16Units()
    {
        var finding = Assert.Single(Detector.Default.Find(new Candidate($"ä {Key}")));
        Assert.Equal((2, Key.Length, "own-key"), (finding.Start, finding.Length, "own-key"));
        Assert.Empty(Detector.Default.Find(new Candidate("nothing here")));
    }

    [Fact]
    public void CandidateBoundToPasswordName_IsJudged()
    {
        var password = Template.Expand("{base62:14}", 3);
        Assert.Equal("generic-password", Assert.Single(Detector.Default.Find(new Candidate(password, "dbPassword"))).Rule.Name);
        Assert.Empty(Detector.Default.Find(new Candidate(password, "label")));
        Assert.Empty(Detector.Default.Find(new Candidate("Enter your password", "dbPassword")));
    }

    [Fact]
    public void Fingerprint_SurvivesMovedLines()
    {
        var first = Assert.Single(Scan($"'{Key}'"));
        var moved = Assert.Single(Scan($"\n\n  other '{Key}'"));
        Assert.Equal(first.Fingerprint, moved.Fingerprint);
        Assert.Equal(16, first.Fingerprint.Length);
        Assert.NotEqual(first.Fingerprint, Assert.Single(Scan(Template.Expand("'{torque:}'", 2))).Fingerprint);
    }

    [Fact]
    public void Options_AddAndRemoveNamesWordsAndConfidence()
    {
        var value = Template.Expand("{base62:14}", 5);
        var text = Encoding.ASCII.GetBytes($"vaultPin = \"{value}\"\nmy_password = \"{value}\"\n");
        Assert.Equal([2], Lines(new DetectorOptions(), text));
        Assert.Equal([1, 2], Lines(new DetectorOptions { SecretNames = ["vault-pin"] }, text));
        Assert.Equal([], Lines(new DetectorOptions { IgnoredNames = ["MyPassword"] }, text));
        Assert.Equal([], Lines(new DetectorOptions { StopWords = [value[3..8].ToUpperInvariant()] }, text));
        Assert.Equal([], Lines(new DetectorOptions { MinConfidence = Confidence.High }, text));
    }

    [Fact]
    public void Explain_NamesTheRuleAndTheFilter()
    {
        var text = Encoding.ASCII.GetBytes($"k = '{Key}'\npassword = \"changeme\"\n");
        Assert.Contains("reported", Assert.Single(Detector.Default.Explain(text, "a.cs", 1)), StringComparison.Ordinal);
        var dropped = Assert.Single(Detector.Default.Explain(text, "a.cs", 2));
        Assert.Contains("changeme", dropped, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, string.Concat(Detector.Default.Explain(text, "a.cs", 1)), StringComparison.Ordinal);
        Assert.Empty(Detector.Default.Explain(text, "a.cs", 3));
    }

    private static int[] Lines(DetectorOptions options, byte[] text)
    {
        var findings = new List<Finding>();
        new Detector(options).Scan(text, "a.cs", findings);
        return [.. findings.Select(finding => finding.Line)];
    }

    private static List<Finding> Scan(string text) => Scan(Encoding.UTF8.GetBytes(text));

    private static List<Finding> Scan(byte[] content)
    {
        var findings = new List<Finding>();
        Detector.Default.Scan(content, "a.txt", findings);
        return findings;
    }

    [Fact]
    public void CleanText_AllocatesNothing()
    {
        const string Text = "The name of the user is read from https://example.org/a%20b/some_long_identifier_name";
        var content = "var user = Find(https://example.org/a%20b/some_long_identifier_name);"u8.ToArray();
        var findings = new List<Finding>();
        for (var i = 0; i < 2; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Detector.Default.Find(new Candidate(Text));
            Detector.Default.Scan(content, "a.cs", findings);
            if (i == 1)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
