using System.Text.Json;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;

namespace KeySafety.Scanner.Reports;

/// <summary>One JSON object: findings, what was not read, and the figures of the closing line.</summary>
internal sealed class JsonReport : IReportFormat
{
    // A terminal or a log shows "é" and "<" rather than escapes; the file is no HTML.
    internal static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Write(ScanReport report, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("tool", ThisProgram.Name);
            json.WriteString("version", ThisProgram.Version);
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
                JsonFinding.Write(json, report, finding);
            json.WriteEndArray();
            json.WriteStartArray("not_read");
            foreach (var problem in report.Problems)
            {
                json.WriteStartObject();
                json.WriteString("path", problem.Path);
                json.WriteString("reason", problem.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (report.UnusedIgnores is { } unused)
            {
                json.WriteStartArray("unused_ignores");
                foreach (var each in unused)
                    json.WriteStringValue(each);
                json.WriteEndArray();
            }

            WriteSummary(json, report);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteSummary(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("files", report.Files);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("commits", report.Commits);
        json.WriteNumber("binary_files_skipped", report.BinaryFiles);
        json.WriteNumber("large_files_skipped", report.LargeFiles);
        json.WriteNumber("accepted", report.Dropped.Where(drop => drop.Key != DropKind.Confidence).Sum(drop => drop.Value));
        json.WriteNumber("high", report.Count(Confidence.High));
        json.WriteNumber("medium", report.Count(Confidence.Medium));
        json.WriteNumber("low", report.Count(Confidence.Low));
        json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        json.WriteEndObject();
    }
}
