using System.Globalization;
using System.Text.RegularExpressions;

namespace KeySafety.Analyzers.Tests.RealBuild;

/// <summary>What a build said.</summary>
/// <param name="ExitCode">0 where it succeeded.</param>
/// <param name="Output">All that it wrote.</param>
internal sealed partial record BuildResult(int ExitCode, string Output)
{
    /// <summary>What the analyzers reported, each once and in order: <c>Login.cs(3,20): warning KS0004</c>.</summary>
    public IReadOnlyList<string> Reported { get; } =
    [
        .. Line().Matches(Output)
            .Select(static match => string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(match.Groups["path"].Value)}{match.Groups["rest"].Value}"))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"^\s*(?<path>[^(\n]+?)(?<rest>\(\d+,\d+\): (warning|error) KS\d{4})", RegexOptions.Multiline)]
    private static partial Regex Line();
}
