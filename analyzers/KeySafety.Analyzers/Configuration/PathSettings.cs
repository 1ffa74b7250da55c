using System.Collections.Immutable;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Configuration;

/// <summary>What the settings say for one path.</summary>
internal sealed record PathSettings
{
    /// <summary>What holds where no setting says anything.</summary>
    public static PathSettings Default { get; } = new();

    /// <summary>Whether anything is reported there.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Severity for additional files; null leaves the descriptor's.</summary>
    public ReportDiagnostic? Severity { get; init; }

    /// <summary>The least confidence to report; null where no setting says so.</summary>
    public Confidence? MinConfidence { get; init; }

    /// <summary>Finds secrets, with the words that the settings add and remove.</summary>
    public Detector Detector { get; init; } = Detector.Default;

    /// <summary>Values that are accepted.</summary>
    public AllowedValues AllowedValues { get; init; } = AllowedValues.None;

    /// <summary>Places that take secrets, beside the known ones.</summary>
    public ImmutableArray<SinkSetting> AdditionalSinks { get; init; } = ImmutableArray<SinkSetting>.Empty;

    /// <summary>Whether generated code is looked at.</summary>
    public bool IncludesGenerated { get; init; }

    /// <summary>Whether configuration files are looked at.</summary>
    public bool ScansAdditionalFiles { get; init; } = true;

    /// <summary>What could not be read.</summary>
    public ImmutableArray<SettingProblem> Problems { get; init; } = ImmutableArray<SettingProblem>.Empty;
}
