using System.Text.Json;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>A finding as a JSON object, the same in every format that has JSON.</summary>
internal static class JsonFinding
{
    public static void Write(Utf8JsonWriter json, ScanReport report, ReportedFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule.Name);
        json.WriteString("title", finding.Rule.Title);
        json.WriteString("confidence", Words.Of(finding.Confidence));
        json.WriteString("path", finding.Path);
        json.WriteNumber("line", finding.Line);
        json.WriteNumber("column", finding.Column);
        json.WriteNumber("end_line", finding.EndLine);
        json.WriteNumber("end_column", finding.EndColumn);
        json.WriteString("secret", report.SecretOf(finding));
        json.WriteString("excerpt", finding.Excerpt.Text);
        json.WriteString("fingerprint", finding.Fingerprint);
        if (finding.Commit is { } commit)
        {
            json.WriteStartObject("commit");
            json.WriteString("id", commit.Id);
            json.WriteString("author", commit.Author);
            json.WriteString("email", commit.Email);
            json.WriteString("date", commit.Date);
            json.WriteEndObject();
        }

        if (finding.IsInHead is { } isInHead)
            json.WriteBoolean("in_head", isInHead);
        if (finding.Note is not null)
            json.WriteString("note", finding.Note);
        json.WriteString("remedy", finding.Rule.Remedy);
        json.WriteEndObject();
    }
}
