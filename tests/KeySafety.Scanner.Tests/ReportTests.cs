using System.Text.Json;
using System.Xml.Linq;

namespace KeySafety.Scanner.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly Workplace _place = new();

    public ReportTests()
    {
        _place.Write("a, b.txt", $"x\n\u00e4\u00f6 {Secrets.Token(1)} y\n");
        _place.Write(".keysafety.toml", "[[rule]]\nname = \"low-thing\"\npattern = 'low_[0-9a-f]{12}'\nconfidence = \"low\"\n");
        _place.Write("c.txt", "low_0123456789ab\n");
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("sarif")]
    [InlineData("csv")]
    [InlineData("junit")]
    [InlineData("github")]
    public void EveryFormat_RedactsUnlessAsked(string format)
    {
        var redacted = Cli.Run(_place.Root, "scan", "--format", format);
        Assert.Equal(1, redacted.ExitCode);
        Assert.DoesNotContain(Secrets.Token(1), redacted.Output + redacted.Error, StringComparison.Ordinal);
        Assert.Contains(Secrets.Rule, redacted.Output, StringComparison.Ordinal);

        Assert.Contains(Secrets.Token(1), Cli.Run(_place.Root, "scan", "--format", format, "--show-secrets").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasFindingsAndFigures()
    {
        var result = Cli.Scan(_place.Root);
        var finding = result.Findings[0];

        Assert.Equal("a, b.txt", finding.GetProperty("path").GetString());
        Assert.Equal((2, 4, 2, 44), (Int(finding, "line"), Int(finding, "column"), Int(finding, "end_line"), Int(finding, "end_column")));
        Assert.Equal("high", finding.GetProperty("confidence").GetString());
        Assert.Matches("^[0-9a-f]{16}$", finding.GetProperty("fingerprint").GetString());
        var summary = JsonDocument.Parse(result.Output).RootElement.GetProperty("summary");
        Assert.Equal((3, 1, 0, 1), (Int(summary, "files"), Int(summary, "high"), Int(summary, "medium"), Int(summary, "low")));
        Assert.Contains("2 secrets found (1 high, 1 low)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonLines_HasOneObjectALine()
    {
        var lines = Cli.Run(_place.Root, "scan", "--format", "jsonl").Output.TrimEnd('\n').Split('\n');

        Assert.Equal([Secrets.Rule, "low-thing"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("rule").GetString()));
    }

    [Fact]
    public void Csv_QuotesWhatItMust()
    {
        var lines = Cli.Run(_place.Root, "scan", "--format", "csv").Output.TrimEnd().Split("\r\n");

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("rule,confidence,path,line", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("github-pat,high,\"a, b.txt\",2,4,2,44,ghp_\u2026,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_HasAFailureAFinding()
    {
        var suite = XDocument.Parse(Cli.Run(_place.Root, "scan", "--format", "junit").Output).Root!.Element("testsuite")!;

        Assert.Equal("2", suite.Attribute("failures")!.Value);
        Assert.Equal([Secrets.Rule, "low-thing"], suite.Descendants("failure").Select(failure => failure.Attribute("type")!.Value));

        using var clean = new Workplace();
        Assert.Single(XDocument.Parse(Cli.Run(clean.Root, "scan", "--format", "junit").Output).Descendants("testcase"));
    }

    [Fact]
    public void GitHub_AnnotatesLines()
    {
        var lines = Cli.Run(_place.Root, "scan", "--format", "github").Output.TrimEnd('\n').Split('\n');

        Assert.StartsWith("::error file=a%2C b.txt,line=2,endLine=2,col=4,endColumn=44,title=", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("::warning file=c.txt,line=1,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("::notice title=keysafety::", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralOutputs_AreWrittenAtOnce()
    {
        var result = Cli.Run(_place.Root, "scan", "--output", "json=../report.json", "-o", "csv=out.csv", "--format", "jsonl");

        Assert.Equal(2, result.Output.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(2, JsonDocument.Parse(File.ReadAllText(_place["../report.json"])).RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(4, File.ReadAllText(_place["out.csv"]).Split("\r\n").Length);
        File.Delete(_place["../report.json"]);
    }

    [Fact]
    public void Fingerprint_SurvivesMovedLinesAndFiles()
    {
        using var other = new Workplace();
        other.Write("elsewhere.yml", $"\n\n\nkey: {Secrets.Token(1)}\n");

        Assert.Equal(
            Cli.Scan(_place.Root).Findings[0].GetProperty("fingerprint").GetString(),
            Cli.Scan(other.Root).Findings[0].GetProperty("fingerprint").GetString());
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
