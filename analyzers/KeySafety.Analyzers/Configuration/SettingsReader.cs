using System.Collections.Immutable;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KeySafety.Analyzers.Configuration;

/// <summary>Reads the settings for one path. What cannot be read counts as not given and is told.</summary>
internal sealed class SettingsReader
{
    private static readonly char[] Separators = [' ', '\t', ','];
    private static readonly char[] Blanks = [' ', '\t'];

    private readonly AnalyzerConfigOptions _options;
    private readonly ImmutableArray<SettingProblem>.Builder _problems = ImmutableArray.CreateBuilder<SettingProblem>();

    private SettingsReader(AnalyzerConfigOptions options) => _options = options;

    /// <summary>The settings that the options hold.</summary>
    public static PathSettings Read(AnalyzerConfigOptions options) =>
        options.Keys.Any(static key => key.StartsWith(SettingKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            ? new SettingsReader(options).Read()
            : PathSettings.Default;

    private PathSettings Read()
    {
        ComplainAboutUnknownKeys();
        var settings = new PathSettings
        {
            IsEnabled = Flag(SettingKeys.Enabled, otherwise: true),
            Severity = OneOf<ReportDiagnostic>(SettingKeys.Severity, Severity, "none, silent, suggestion, warning or error"),
            MinConfidence = OneOf<Confidence>(SettingKeys.MinimumConfidence, ToConfidence, "low, medium or high"),
            Detector = ReadDetector(),
            AllowedValues = ReadAllowedValues(),
            AdditionalSinks = ReadSinks(),
            IncludesGenerated = Flag(SettingKeys.IncludeGenerated, otherwise: false),
            ScansAdditionalFiles = Flag(SettingKeys.ScanAdditionalFiles, otherwise: true),
        };
        return settings with { Problems = _problems.ToImmutable() };
    }

    private string? Value(string key) => _options.TryGetValue(key, out var value) && value.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private void Complain(string key, string message) => _problems.Add(new(key, message));

    private void ComplainAboutUnknownKeys()
    {
        foreach (var key in _options.Keys)
        {
            if (key.StartsWith(SettingKeys.Prefix, StringComparison.OrdinalIgnoreCase) && !SettingKeys.All.Contains(key, StringComparer.OrdinalIgnoreCase))
                Complain(key, $"is no setting; there are {string.Join(", ", SettingKeys.All)}");
        }
    }

    private bool Flag(string key, bool otherwise)
    {
        if (Value(key) is not { } value)
            return otherwise;
        if (bool.TryParse(value, out var flag))
            return flag;

        Complain(key, $"is '{value}': expected true or false");
        return otherwise;
    }

    private T? OneOf<T>(string key, Func<string, T?> parse, string expected)
        where T : struct
    {
        if (Value(key) is not { } value)
            return null;

        var result = parse(value.ToLowerInvariant());
        if (result is null)
            Complain(key, $"is '{value}': expected {expected}");
        return result;
    }

    private static Confidence? ToConfidence(string word) => word switch
    {
        "low" => Confidence.Low,
        "medium" => Confidence.Medium,
        "high" => Confidence.High,
        _ => null,
    };

    private static ReportDiagnostic? Severity(string word) => word switch
    {
        "none" => ReportDiagnostic.Suppress,
        "silent" or "refactoring" => ReportDiagnostic.Hidden,
        "suggestion" => ReportDiagnostic.Info,
        "warning" => ReportDiagnostic.Warn,
        "error" => ReportDiagnostic.Error,
        _ => null,
    };

    private Detector ReadDetector()
    {
        if (Value(SettingKeys.SecretNames) is not { } value)
            return Detector.Default;

        foreach (var word in value.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Count(char.IsLetterOrDigit) < 3)
                Complain(SettingKeys.SecretNames, $"holds '{word}': a name has three letters or more");
        }

        return Detectors.Of(value.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
    }

    // An expression may hold commas, so these are separated by blanks alone.
    private AllowedValues ReadAllowedValues() =>
        Value(SettingKeys.AllowedValues) is { } value
            ? AllowedValues.Parse(value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries), message => Complain(SettingKeys.AllowedValues, message))
            : AllowedValues.None;

    private ImmutableArray<SinkSetting> ReadSinks()
    {
        if (Value(SettingKeys.AdditionalSinks) is not { } value)
            return ImmutableArray<SinkSetting>.Empty;

        var sinks = ImmutableArray.CreateBuilder<SinkSetting>();
        foreach (var entry in value.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (SinkSetting.Parse(entry) is { } sink)
                sinks.Add(sink);
            else
                Complain(SettingKeys.AdditionalSinks, $"holds '{entry}': expected Namespace.Type.Method(parameter), Namespace.Type.Property or Namespace.Type..ctor(parameter)");
        }

        return sinks.ToImmutable();
    }
}
