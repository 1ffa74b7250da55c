using System.Globalization;
using System.Text;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>For people at a terminal.</summary>
internal sealed class TextReport(bool colors) : IReportFormat
{
    private const string Red = "31";
    private const string Yellow = "33";
    private const string Cyan = "36";
    private const string Bold = "1";
    private const string Dim = "2";

    public void Write(ScanReport report, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 32 << 10, leaveOpen: true);
        foreach (var finding in report.Findings)
            Write(writer, finding);
        foreach (var problem in report.Problems)
            writer.WriteLine($"{Paint(Red, "not read")}  {Printable(problem.Path)}: {Printable(problem.Reason)}");
        if (report.Problems.Count > 0)
            writer.WriteLine();
        if (report.UnusedIgnores is { } unused)
        {
            writer.WriteLine(unused.Count == 0 ? "Every ignore matches something." : "Ignores that match nothing:");
            foreach (var each in unused)
                writer.WriteLine("  " + Printable(each));
            writer.WriteLine();
        }

        if (report.Note is not null)
            writer.WriteLine(report.Note);
        writer.WriteLine(Paint(report.ExitCode == 0 ? Dim : Bold, Summary(report)));
    }

    /// <summary>The closing line: what was read, how long it took, what was found.</summary>
    public static string Summary(ScanReport report)
    {
        var line = new StringBuilder();
        line.Append(Words.Count(report.Files, "file")).Append(", ").Append(Words.Bytes(report.Bytes));
        if (report.Commits > 0)
            line.Append(", ").Append(Words.Count(report.Commits, "commit"));
        line.Append(CultureInfo.InvariantCulture, $" in {report.Elapsed.TotalSeconds:0.00} s: ");
        if (report.Findings.Count == 0)
        {
            line.Append("no secrets found");
        }
        else
        {
            line.Append(Words.Count(report.Findings.Count, "secret")).Append(" found (");
            line.AppendJoin(", ", ((Confidence[])[Confidence.High, Confidence.Medium, Confidence.Low])
                .Where(confidence => report.Count(confidence) > 0)
                .Select(confidence => $"{report.Count(confidence)} {Words.Of(confidence)}")).Append(')');
        }

        if (report.Dropped.Where(drop => drop.Key != DropKind.Confidence).Sum(drop => drop.Value) is > 0 and var accepted)
            line.Append(", ").Append(accepted).Append(" accepted");
        if (report.BinaryFiles > 0)
            line.Append(", ").Append(Words.Count(report.BinaryFiles, "binary file")).Append(" skipped");
        if (report.LargeFiles > 0)
            line.Append(", ").Append(Words.Count(report.LargeFiles, "file")).Append(" too large");
        if (report.Problems.Count > 0)
            line.Append(", ").Append(report.Problems.Count).Append(" not read");
        return line.ToString();
    }

    private void Write(TextWriter writer, ReportedFinding finding)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{Printable(finding.Path)}:{finding.Line}:{finding.Column}");
        var color = finding.Confidence switch
        {
            Confidence.High => Red,
            Confidence.Medium => Yellow,
            _ => Cyan,
        };
        var rule = $"{Printable(finding.Rule.Title)} ({finding.Rule.Name})";
        writer.WriteLine($"{Paint(Bold, place)}  {Paint(color, Words.Of(finding.Confidence))}  {rule}");

        var number = finding.Line.ToString(CultureInfo.InvariantCulture);
        var margin = new string(' ', number.Length);
        var (text, start, length) = finding.Excerpt;
        var end = start + length;
        writer.WriteLine($"  {Paint(Dim, number + " |")} {text[..start]}{Paint(color, text[start..end])}{text[end..]}");
        writer.WriteLine($"  {Paint(Dim, margin + " |")} {new string(' ', start)}{Paint(color, new string('^', Math.Max(1, length)))}");
        if (finding.Commit is { } commit)
        {
            var date = commit.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var state = finding.IsInHead == true ? "still in HEAD" : "no longer in HEAD";
            writer.WriteLine($"  commit {commit.ShortId} by {Printable(commit.Author)} on {date}, {state}");
        }
        else if (finding.IsInHead is { } isInHead)
        {
            writer.WriteLine($"  in no commit's tree, {(isInHead ? "but in HEAD" : "not in HEAD")}");
        }

        if (finding.Note is not null)
            writer.WriteLine($"  note: {Printable(finding.Note)}");
        writer.WriteLine($"  {Printable(finding.Rule.Remedy)}");
        writer.WriteLine(Paint(Dim, $"  fingerprint {finding.Fingerprint}"));
        writer.WriteLine();
    }

    private string Paint(string color, string text) => colors ? $"\x1b[{color}m{text}\x1b[0m" : text;

    /// <summary>Names of files and authors may hold what moves the cursor.</summary>
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
