using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace KeySafety.Scanner.Tests;

/// <summary>Runs the built command as a process.</summary>
internal static class Cli
{
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The findings of a report in JSON.</summary>
        public IReadOnlyList<JsonElement> Findings => [.. JsonDocument.Parse(Output).RootElement.GetProperty("findings").EnumerateArray()];

        /// <summary>The places of the findings: <c>path:line rule</c>.</summary>
        public IReadOnlyList<string> Places =>
            [.. Findings.Select(finding => $"{finding.GetProperty("path")}:{finding.GetProperty("line")} {finding.GetProperty("rule")}")];
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "keysafety.exe" : "keysafety");

    public static Result Run(string directory, params string[] arguments) => Run(directory, [], arguments);

    public static Result Run(string directory, byte[] input, params string[] arguments) => Start(Program, directory, input, arguments);

    /// <summary>Scans with a JSON report.</summary>
    public static Result Scan(string directory, params string[] arguments) =>
        Run(directory, ["scan", "--format", "json", .. arguments]);

    public static Result Start(string program, string directory, byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // The user's own settings must not decide a test.
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = Path.Combine(AppContext.BaseDirectory, "no-such-config");
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(AppContext.BaseDirectory, "no-such-directory");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended without reading its input.
        }

        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
