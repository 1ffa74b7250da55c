using System.Diagnostics;
using KeySafety.Server.Tests.Hosting;

namespace KeySafety.Server.Tests.RealInput;

/// <summary>A program of this machine, run to its end.</summary>
internal static class InstalledProgram
{
    /// <summary>Runs it for two minutes at most.</summary>
    /// <returns>Standard output and error, each in its order.</returns>
    public static async Task<(int ExitCode, string Output)> Run(
        string name, string workingDirectory, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(RequiresFactAttribute.Find(name)!, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in variables)
            start.Environment[variable] = value;

        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var texts = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, string.Concat(texts));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
