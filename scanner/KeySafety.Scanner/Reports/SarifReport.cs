using System.Text.Json;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>SARIF 2.1.0 as GitHub code scanning takes it: rules with help, fingerprints, regions in UTF-16 columns.</summary>
/// <remarks>
/// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and
/// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
/// </remarks>
internal sealed class SarifReport : IReportFormat
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string SourceRoot = "%SRCROOT%";

    public void Write(ScanReport report, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, report.Rules);
            WriteInvocation(json, report);
            json.WriteString("columnKind", "utf16CodeUnits");
            var ruleIndex = report.Rules.Index().ToDictionary(rule => rule.Item.Name, rule => rule.Index);
            json.WriteStartArray("results");
            foreach (var finding in report.Findings)
                WriteResult(json, report, finding, ruleIndex[finding.Rule.Name]);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteTool(Utf8JsonWriter json, IReadOnlyList<Rule> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", ThisProgram.Name);
        json.WriteString("semanticVersion", ThisProgram.Version);
        json.WriteString("informationUri", ThisProgram.Site);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Name);
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", $"{rule.Title} in a file or its history.");
            json.WriteStartObject("help");
            json.WriteString("text", rule.Remedy);
            json.WriteString("markdown", rule.Format.Length == 0 ? rule.Remedy : $"{rule.Remedy}\n\n[About this credential]({rule.Format})");
            json.WriteEndObject();
            if (Uri.IsWellFormedUriString(rule.Format, UriKind.Absolute))
                json.WriteString("helpUri", rule.Format);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", LevelOf(rule.Confidence));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("precision", PrecisionOf(rule.Confidence));
            json.WriteString("security-severity", SeverityOf(rule.Confidence));
            json.WriteStartArray("tags");
            json.WriteStringValue("security");
            json.WriteStringValue("secret");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", report.Problems.Count == 0);
        json.WriteNumber("exitCode", report.ExitCode);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            WriteText(json, "message", $"{problem.Path} was not read: {problem.Reason}");
            json.WriteStartArray("locations");
            json.WriteStartObject();
            json.WriteStartObject("physicalLocation");
            WriteArtifact(json, problem.Path);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, ScanReport report, ReportedFinding finding, int ruleIndex)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Name);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", LevelOf(finding.Confidence));
        var state = finding.IsInHead == true ? "still" : "no longer";
        var commit = finding.Commit is { } each ? $" It came with commit {each.ShortId} and is {state} in HEAD." : "";
        WriteText(json, "message", $"{finding.Rule.Title} {report.SecretOf(finding)}.{commit} {finding.Rule.Remedy}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        WriteArtifact(json, finding.Path);
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Line);
        json.WriteNumber("startColumn", finding.Column);
        json.WriteNumber("endLine", finding.EndLine);
        json.WriteNumber("endColumn", finding.EndColumn);
        WriteText(json, "snippet", finding.Excerpt.Text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("keysafety/v1", finding.Fingerprint);
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("confidence", Words.Of(finding.Confidence));
        if (finding.Commit is { } brought)
        {
            json.WriteString("commit", brought.Id);
            json.WriteString("author", brought.Author);
            json.WriteString("date", brought.Date);
        }

        if (finding.IsInHead is { } isInHead)
            json.WriteBoolean("inHead", isInHead);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteArtifact(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
        if (!path.StartsWith('/'))
            json.WriteString("uriBaseId", SourceRoot);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string LevelOf(Confidence confidence) => confidence switch
    {
        Confidence.High => "error",
        Confidence.Medium => "warning",
        _ => "note",
    };

    private static string PrecisionOf(Confidence confidence) => confidence switch
    {
        Confidence.High => "very-high",
        Confidence.Medium => "high",
        _ => "medium",
    };

    /// <summary>GitHub's scale: above 9 critical, 7 to 8.9 high, 4 to 6.9 medium.</summary>
    private static string SeverityOf(Confidence confidence) => confidence switch
    {
        Confidence.High => "9.5",
        Confidence.Medium => "8.0",
        _ => "5.0",
    };
}
