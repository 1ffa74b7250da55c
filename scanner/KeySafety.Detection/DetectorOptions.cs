namespace KeySafety.Detection;

/// <summary>What a <see cref="Detector"/> looks for and what it leaves out.</summary>
public sealed record DetectorOptions
{
    /// <summary>The rules; by default all of <see cref="RuleCatalog.All"/>.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = RuleCatalog.All;

    /// <summary>Findings below this confidence are not reported.</summary>
    public Confidence MinConfidence { get; init; } = Confidence.Low;

    /// <summary>Further names whose value is a secret (<c>vaultPin</c>); compared without case and separators.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>Names whose value is no secret although they read like one; compared without case and separators.</summary>
    public IReadOnlyList<string> IgnoredNames { get; init; } = [];

    /// <summary>A secret that contains one of these, in any case, is not reported.</summary>
    public IReadOnlyList<string> StopWords { get; init; } = [];
}
