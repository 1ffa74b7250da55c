namespace KeySafety.Scanner.Reports;

/// <summary>The formats by the names that options use.</summary>
internal static class ReportFormats
{
    public static IReadOnlyList<string> Names { get; } = ["text", "json", "jsonl", "sarif", "csv", "junit", "github"];

    /// <exception cref="ScanFailedException">There is no such format.</exception>
    public static IReportFormat Create(string name, bool colors) => name switch
    {
        "text" => new TextReport(colors),
        "json" => new JsonReport(),
        "jsonl" => new JsonLinesReport(),
        "sarif" => new SarifReport(),
        "csv" => new CsvReport(),
        "junit" => new JUnitReport(),
        "github" => new GitHubReport(),
        _ => throw new ScanFailedException($"there is no format '{name}'; there are {string.Join(", ", Names)}"),
    };
}
