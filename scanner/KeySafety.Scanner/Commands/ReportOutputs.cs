using KeySafety.Scanner.Reports;

namespace KeySafety.Scanner.Commands;

/// <summary>Where a report goes: standard output in one format, and files in others.</summary>
internal sealed class ReportOutputs
{
    private readonly string _format;
    private readonly List<(IReportFormat Format, string Path)> _files;

    private ReportOutputs(string format, List<(IReportFormat Format, string Path)> files)
    {
        _format = format;
        _files = files;
    }

    /// <summary>Reads the options; before the scan, so that a misspelt format does not cost one.</summary>
    /// <exception cref="ScanFailedException">A format is unknown, or a file cannot be written to.</exception>
    public static ReportOutputs Parse(string format, string[] outputs)
    {
        _ = ReportFormats.Create(format, colors: false);
        var files = new List<(IReportFormat, string)>();
        foreach (var output in outputs)
        {
            var parts = output.Split('=', 2);
            if (parts.Length != 2 || parts[1].Length == 0)
                throw new ScanFailedException($"--output wants FORMAT=FILE, not '{output}'");
            if (Path.GetDirectoryName(Path.GetFullPath(parts[1])) is { } directory && !Directory.Exists(directory))
                throw new ScanFailedException($"--output: no such directory: {directory}");
            files.Add((ReportFormats.Create(parts[0], colors: false), parts[1]));
        }

        return new(format, files);
    }

    public void Write(ScanReport report)
    {
        foreach (var (format, path) in _files)
        {
            using var file = File.Create(path);
            format.Write(report, file);
        }

        using (var output = new BufferedStream(Console.OpenStandardOutput(), 64 << 10))
            ReportFormats.Create(_format, UseColors()).Write(report, output);
        if (_format == "text")
            return;

        foreach (var problem in report.Problems)
            Console.Error.WriteLine($"{ThisProgram.Name}: not read: {problem.Path}: {problem.Reason}");
        if (report.Note is not null)
            Console.Error.WriteLine(report.Note);
        Console.Error.WriteLine(TextReport.Summary(report));
    }

    /// <summary>https://no-color.org: set and not empty means none.</summary>
    private static bool UseColors() =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
