using System.Collections.Immutable;
using System.Globalization;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;

namespace KeySafety.Analyzers.Judging;

/// <summary>Makes a diagnostic of a judgement: its message is redacted, its properties carry what reports and fixes need.</summary>
internal static class SecretDiagnostic
{
    /// <summary>Property: the engine's rule, such as <c>generic-password</c>.</summary>
    public const string RuleProperty = "rule";

    /// <summary>Property: <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public const string ConfidenceProperty = "confidence";

    /// <summary>Property: <see cref="Finding.Fingerprint"/>, as the scanner reports it.</summary>
    public const string FingerprintProperty = "fingerprint";

    /// <summary>Property: what the secret is bound to; absent where that is not known.</summary>
    public const string NameProperty = "name";

    private const int MaxShownName = 80;

    /// <summary>The diagnostic.</summary>
    public static Diagnostic Create(Judgement judgement, Location location) =>
        Diagnostic.Create(judgement.Descriptor, location, PropertiesOf(judgement), MessageOf(judgement));

    /// <summary>The diagnostic with a severity of its own, for additional files.</summary>
    public static Diagnostic Create(Judgement judgement, Location location, DiagnosticSeverity severity) =>
        Diagnostic.Create(judgement.Descriptor, location, severity, additionalLocations: null, PropertiesOf(judgement), MessageOf(judgement));

    /// <summary>That the comment which accepted a finding there is over.</summary>
    public static Diagnostic Expired(InlineAllow comment, Location location) => Diagnostic.Create(
        Descriptors.ExpiredAllow, location, comment.Marker, comment.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static object[] MessageOf(Judgement judgement) =>
        [judgement.Finding.Rule.Title, judgement.Finding.Secret.ToString(), Shown(judgement.Name)];

    private static ImmutableDictionary<string, string?> PropertiesOf(Judgement judgement)
    {
        var finding = judgement.Finding;
        var properties = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        properties.Add(RuleProperty, finding.Rule.Name);
        properties.Add(ConfidenceProperty, finding.Confidence.ToString().ToLowerInvariant());
        properties.Add(FingerprintProperty, finding.Fingerprint);
        if (judgement.Name is { } name && IsShowable(name))
            properties.Add(NameProperty, name);
        return properties.ToImmutable();
    }

    private static string Shown(string? name) => name is null ? "" : IsShowable(name) ? name : new SecretText(name).ToString();

    // A key of a dictionary is text as well, and may hold what it should not.
    private static bool IsShowable(string name) => name.Length <= MaxShownName && Detector.Default.Find(new Candidate(name)).Count == 0;
}
