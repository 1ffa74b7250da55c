using System.Text.Json;

namespace KeySafety.Scanner.Reports;

/// <summary>One JSON object a line and finding, for pipes. Nothing else: figures go to the closing line on stderr.</summary>
internal sealed class JsonLinesReport : IReportFormat
{
    private static readonly JsonWriterOptions OneLine = JsonReport.Options with { Indented = false };

    public void Write(ScanReport report, Stream output)
    {
        foreach (var finding in report.Findings)
        {
            using (var json = new Utf8JsonWriter(output, OneLine))
                JsonFinding.Write(json, report, finding);
            output.Write("\n"u8);
        }
    }
}
