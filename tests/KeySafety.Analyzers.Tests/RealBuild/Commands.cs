using System.Diagnostics;
using KeySafety.Tests;

namespace KeySafety.Analyzers.Tests.RealBuild;

/// <summary>Runs programs as a user does.</summary>
internal static class Commands
{
    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = RepositoryFolder.Path;

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Runs <c>dotnet</c>.</summary>
    public static (int ExitCode, string Output) Dotnet(string directory, params string[] arguments) => Run("dotnet", directory, arguments);

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Run(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // What the test run itself was told is not for the builds in it.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("CI");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
