using System.Globalization;
using System.Text;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>Comma-separated values as in RFC 4180, for spreadsheets.</summary>
internal sealed class CsvReport : IReportFormat
{
    public void Write(ScanReport report, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 32 << 10, leaveOpen: true) { NewLine = "\r\n" };
        writer.WriteLine("rule,confidence,path,line,column,end_line,end_column,secret,fingerprint,commit,author,date,in_head");
        foreach (var finding in report.Findings)
        {
            writer.WriteLine(string.Join(',', ((string[])
            [
                finding.Rule.Name,
                Words.Of(finding.Confidence),
                finding.Path,
                Number(finding.Line),
                Number(finding.Column),
                Number(finding.EndLine),
                Number(finding.EndColumn),
                report.SecretOf(finding),
                finding.Fingerprint,
                finding.Commit?.Id ?? "",
                finding.Commit?.Author ?? "",
                finding.Commit?.Date.ToString("O", CultureInfo.InvariantCulture) ?? "",
                finding.IsInHead switch { true => "true", false => "false", null => "" },
            ]).Select(Field)));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Quotes where needed, and takes from a spreadsheet the idea that a path might be a formula.</summary>
    private static string Field(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
