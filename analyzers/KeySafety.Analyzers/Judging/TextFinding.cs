using KeySafety.Detection;

namespace KeySafety.Analyzers.Judging;

/// <summary>Makes findings of what the syntax tree alone tells: they count, in baselines and comments, as those of the engine's rule.</summary>
internal static class TextFinding
{
    private static readonly Dictionary<string, Rule> Rules =
        RuleCatalog.All.Where(static rule => rule.Pattern.Length == 0).ToDictionary(static rule => rule.Name, StringComparer.Ordinal);

    /// <summary>The finding of a part of a text.</summary>
    public static Finding Create(string ruleName, Confidence confidence, string text, int start, int length) => new()
    {
        Rule = Rules[ruleName],
        Confidence = confidence,
        Start = start,
        Length = length,
        Line = 1,
        Column = start + 1,
        EndLine = 1,
        EndColumn = start + length + 1,
        Secret = new SecretText(text.Substring(start, length)),
    };
}
