using System.Globalization;
using System.Text;
using System.Xml;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>A test suite in which every finding is a failure and every unread file an error, for CI servers that show tests.</summary>
internal sealed class JUnitReport : IReportFormat
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        CloseOutput = false,
        NewLineChars = "\n",
        CheckCharacters = false,
    };

    public void Write(ScanReport report, Stream output)
    {
        using (var xml = XmlWriter.Create(output, Settings))
        {
            var isClean = report.Findings.Count + report.Problems.Count == 0;
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", ThisProgram.Name);
            xml.WriteAttributeString("tests", Number(Math.Max(1, report.Findings.Count + report.Problems.Count)));
            xml.WriteAttributeString("failures", Number(report.Findings.Count));
            xml.WriteAttributeString("errors", Number(report.Problems.Count));
            xml.WriteAttributeString("time", report.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            if (isClean)
                WriteCase(xml, "no secrets", ThisProgram.Name);
            foreach (var finding in report.Findings)
                WriteFinding(xml, report, finding);
            foreach (var problem in report.Problems)
            {
                WriteCase(xml, "not read", problem.Path, () =>
                {
                    xml.WriteStartElement("error");
                    xml.WriteAttributeString("message", Valid(problem.Reason));
                    xml.WriteEndElement();
                });
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        output.Write("\n"u8);
    }

    private static void WriteFinding(XmlWriter xml, ScanReport report, ReportedFinding finding)
    {
        var place = $"{finding.Path}:{Number(finding.Line)}:{Number(finding.Column)}";
        WriteCase(xml, $"{finding.Rule.Name} at {place}", finding.Path, () =>
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", finding.Rule.Name);
            xml.WriteAttributeString("message", Valid($"{finding.Rule.Title}, confidence {Words.Of(finding.Confidence)}"));
            xml.WriteString(Valid($"{place}\n{finding.Excerpt.Text}\nsecret: {report.SecretOf(finding)}\nfingerprint: {finding.Fingerprint}\n"
                + (finding.Commit is { } commit ? $"commit: {commit.Id} by {commit.Author}\n" : "") + finding.Rule.Remedy));
            xml.WriteEndElement();
        });
    }

    private static void WriteCase(XmlWriter xml, string name, string path, Action? content = null)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Valid(name));
        xml.WriteAttributeString("classname", Valid(path));
        content?.Invoke();
        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Without the characters that no XML document may have, escaped or not.</summary>
    private static string Valid(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => rune.Value is '\t' or '\n' or >= 0x20 and <= 0xFFFD or >= 0x10000 ? rune.ToString() : "\uFFFD"));
}
