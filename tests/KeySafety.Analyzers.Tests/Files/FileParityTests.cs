using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Tests.Files;

/// <summary>The analyzer and <c>keysafety scan</c> over the same files: same rule, same place, same fingerprint.</summary>
public sealed class FileParityTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "keysafety.exe" : "keysafety");
    private readonly string _directory = Directory.CreateTempSubdirectory("keysafety-parity-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task SameFiles_HaveTheSameFindings()
    {
        var cases = FileCorpus.Read("found.txt", 3).AddRange(FileCorpus.Read("clean.txt", 3).Select(static item => item with { Path = "clean/" + item.Path }));
        cases = cases.AddRange(cases.Select(static item => item with { Path = "unicode/" + item.Path, Text = "# Grüße, 世界 😀\r\n" + item.Text.Replace("\n", "\r\n", StringComparison.Ordinal) }));
        cases = cases.AddRange(cases.Take(20).Select(static item => item with { Path = "samples/" + item.Path }));
        foreach (var item in cases)
        {
            var path = Path.Combine(_directory, item.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, item.Text, item.Path.StartsWith("unicode/app1", StringComparison.Ordinal) ? Encoding.Unicode : new UTF8Encoding(item.Path.Length % 2 == 0));
        }

        var scanned = Scan();
        Assert.True(scanned.Count > 300);
        Assert.Equal(scanned, (await cases.ToProject().Diagnose()).Select(Describe).Order(StringComparer.Ordinal));
    }

    private static string Describe(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        var (start, end) = (place.StartLinePosition, place.EndLinePosition);
        return FormattableString.Invariant(
            $"{place.Path[FileProject.Root.Length..]} {diagnostic.Properties["rule"]} {diagnostic.Properties["confidence"]} {start.Line + 1}:{start.Character + 1}-{end.Line + 1}:{end.Character + 1} {diagnostic.Properties["fingerprint"]}");
    }

    private List<string> Scan()
    {
        var start = new ProcessStartInfo(Program, ["scan", "--format", "json"]) { WorkingDirectory = _directory, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var report = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(Describe).Order(StringComparer.Ordinal)];
    }

    private static string Describe(JsonElement finding) =>
        $"{finding.GetProperty("path").GetString()} {finding.GetProperty("rule").GetString()} {finding.GetProperty("confidence").GetString()} "
        + $"{finding.GetProperty("line")}:{finding.GetProperty("column")}-{finding.GetProperty("end_line")}:{finding.GetProperty("end_column")} {finding.GetProperty("fingerprint").GetString()}";
}
