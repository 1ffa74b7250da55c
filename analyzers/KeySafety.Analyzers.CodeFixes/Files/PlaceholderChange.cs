using KeySafety.Analyzers.Judging;
using KeySafety.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.CodeFixes.Files;

/// <summary>The change that puts a placeholder where a secret stands.</summary>
internal static class PlaceholderChange
{
    /// <summary>Needs no escape in JSON, XML, YAML, a URL or a shell, and every rule takes it for what it is.</summary>
    public const string Placeholder = "PLACEHOLDER";

    // Its values are base64 of the secret, which a placeholder would have to be as well.
    private const string Encoded = "kubernetes-secret-data";

    /// <summary>
    /// The change; null where it cannot apply: the text there is not the secret itself, because the file has changed since, or
    /// because the secret is part of something encoded.
    /// </summary>
    public static TextChange? Of(Diagnostic diagnostic, SourceText text)
    {
        var span = diagnostic.Location.SourceSpan;
        if (span.IsEmpty || span.End > text.Length || !diagnostic.Properties.TryGetValue(SecretDiagnostic.RuleProperty, out var ruleName) || ruleName == Encoded
            || RuleCatalog.All.FirstOrDefault(item => item.Name == ruleName) is not { } rule)
        {
            return null;
        }

        diagnostic.Properties.TryGetValue(SecretDiagnostic.FingerprintProperty, out var fingerprint);
        return fingerprint == FingerprintOf(rule, text.ToString(span)) ? new TextChange(span, Placeholder) : null;
    }

    private static string FingerprintOf(Rule rule, string secret) => new Finding
    {
        Rule = rule,
        Confidence = rule.Confidence,
        Start = 0,
        Length = secret.Length,
        Line = 1,
        Column = 1,
        EndLine = 1,
        EndColumn = 1,
        Secret = new SecretText(secret),
    }.Fingerprint;
}
