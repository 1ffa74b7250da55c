using System.Globalization;
using System.Text;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>Workflow commands that GitHub Actions turns into annotations at the lines of a pull request.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message</remarks>
internal sealed class GitHubReport : IReportFormat
{
    public void Write(ScanReport report, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 32 << 10, leaveOpen: true) { NewLine = "\n" };
        foreach (var finding in report.Findings)
        {
            var level = finding.Confidence == Confidence.Low ? "warning" : "error";
            var endColumn = finding.EndLine == finding.Line ? string.Create(CultureInfo.InvariantCulture, $",endColumn={finding.EndColumn}") : "";
            var commit = finding.Commit is { } each ? $" Brought in by {each.ShortId} ({each.Author})." : "";
            var place = string.Create(
                CultureInfo.InvariantCulture,
                $"file={Property(finding.Path)},line={finding.Line},endLine={finding.EndLine},col={finding.Column}{endColumn}");
            var about = $"{finding.Rule.Name}, confidence {Words.Of(finding.Confidence)}, fingerprint {finding.Fingerprint}";
            var message = $"{finding.Rule.Title} {report.SecretOf(finding)} ({about}).{commit} {finding.Rule.Remedy}";
            writer.WriteLine($"::{level} {place},title={Property(finding.Rule.Title)}::{Data(message)}");
        }

        foreach (var problem in report.Problems)
            writer.WriteLine($"::error file={Property(problem.Path)},title=Not read::{Data($"{problem.Path}: {problem.Reason}")}");
        writer.WriteLine($"::notice title=keysafety::{Data(TextReport.Summary(report))}");
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
