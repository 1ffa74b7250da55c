using System.Collections.Immutable;

namespace KeySafety.Analyzers.Configuration;

/// <summary>The settings in <c>.editorconfig</c> and <c>.globalconfig</c>; the README's table is held against them by a test.</summary>
internal static class SettingKeys
{
    /// <summary>What all keys of the analyzers start with.</summary>
    public const string Prefix = "keysafety.";

    /// <summary>Whether anything is reported for the path: <c>true</c> or <c>false</c>.</summary>
    public const string Enabled = Prefix + "enabled";

    /// <summary>For additional files, which <c>dotnet_diagnostic</c> never reaches: <c>none</c>, <c>suggestion</c>, <c>warning</c>, <c>error</c>.</summary>
    public const string Severity = Prefix + "severity";

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public const string MinimumConfidence = Prefix + "minimum_confidence";

    /// <summary>Names to add (<c>vaultPin</c> or <c>+vaultPin</c>) and to leave out (<c>-seed</c>).</summary>
    public const string SecretNames = Prefix + "secret_names";

    /// <summary>Values that are accepted: fingerprints, <c>sha256:</c> hashes and <c>regex:</c> expressions.</summary>
    public const string AllowedValues = Prefix + "allowed_values";

    /// <summary>Further places that take secrets: <c>Namespace.Type.Member(parameter)</c>.</summary>
    public const string AdditionalSinks = Prefix + "additional_sinks";

    /// <summary>Whether generated code is looked at: <c>true</c> or <c>false</c>.</summary>
    public const string IncludeGenerated = Prefix + "include_generated";

    /// <summary>Whether configuration files are looked at: <c>true</c> or <c>false</c>.</summary>
    public const string ScanAdditionalFiles = Prefix + "scan_additional_files";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = ImmutableArray.Create(
        Enabled, Severity, MinimumConfidence, SecretNames, AllowedValues, AdditionalSinks, IncludeGenerated, ScanAdditionalFiles);
}
