using System.Text.RegularExpressions;
using KeySafety.Analyzers.Judging;
using KeySafety.Analyzers.Names;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KeySafety.Analyzers.CodeFixes;

/// <summary>How a secret is called outside the source.</summary>
/// <param name="Key">The configuration key: <c>Smtp:Password</c>.</param>
/// <param name="Variable">The environment variable: <c>SMTP_PASSWORD</c>.</param>
internal readonly record struct SecretName(string Key, string Variable)
{
    private const int MinName = 3;
    private const int MaxName = 60;

    // These say what kind of thing it is, not whose: the type that holds it says that.
    private static readonly HashSet<string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pwd", "pass", "secret", "token", "key", "apikey", "accesstoken", "connectionstring", "connection", "credential", "value",
    };

    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal) { "Get", "Set", "With", "Use", "Add" };

    /// <summary>The same with a number, for another secret: <c>Smtp:Password2</c>, <c>SMTP_PASSWORD_2</c>.</summary>
    public SecretName WithNumber(int number) => new(FormattableString.Invariant($"{Key}{number}"), FormattableString.Invariant($"{Variable}_{number}"));

    /// <summary>Derives it from what the secret is bound to, otherwise from the rule that found it.</summary>
    public static SecretName Of(Diagnostic diagnostic, SecretValue secret, CancellationToken cancellation)
    {
        var rule = PropertyOf(diagnostic, SecretDiagnostic.RuleProperty) ?? "secret";
        var segments = Segments(PropertyOf(diagnostic, SecretDiagnostic.NameProperty))
            ?? (IsOfText(diagnostic) && NameReader.NamesOf(secret.Expression, secret.Model, cancellation) is [var bound, ..] ? Segments(bound.Name) : null)
            ?? Segments(rule)!;
        if (segments.Count == 1 && Kinds.Contains(string.Concat(segments[0])) && Segments(TypeOf(secret.Expression)) is { Count: 1 } owner)
            segments.Insert(0, owner[0]);
        else if (segments.Count == 1 && rule.StartsWith("connection-string", StringComparison.Ordinal))
            segments.Insert(0, ["Connection", "Strings"]);
        return new(
            string.Join(":", segments.Select(static words => string.Concat(words.Select(Capitalized)))),
            string.Join("_", segments.SelectMany(static words => words)).ToUpperInvariant());
    }

    // Of a connection string the name says what it leads to; of a token, most often that it is a text.
    private static bool IsOfText(Diagnostic diagnostic) => diagnostic.Id == Descriptors.InText.Id;

    private static string? PropertyOf(Diagnostic diagnostic, string key) => diagnostic.Properties.TryGetValue(key, out var value) ? value : null;

    /// <summary>The words of a name, by the parts that colons separate; null where it says nothing.</summary>
    private static List<IReadOnlyList<string>>? Segments(string? name)
    {
        if (name is null || name.Length is < MinName or > MaxName)
            return null;

        var segments = new List<IReadOnlyList<string>>();
        foreach (var part in name.Replace("__", ":").Split(':'))
        {
            var words = Regex.Matches(part, "[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+", RegexOptions.CultureInvariant)
                .Cast<Match>().Select(static match => match.Value).ToList();
            // m_password, s_token; GetPassword
            if (words.Count > 1 && (words[0].Length == 1 && part.StartsWith(words[0] + "_", StringComparison.Ordinal) || Verbs.Contains(words[0])))
                words.RemoveAt(0);
            if (words.Count > 0)
                segments.Add(words);
        }

        return segments.Count > 0 && char.IsLetter(segments[0][0][0]) ? segments : null;
    }

    // password and PASSWORD are Password; API in ApiKey or APIKey stays what it is.
    private static string Capitalized(string word) =>
        char.ToUpperInvariant(word[0]) + (word.Length > MinName && word.All(static c => !char.IsLower(c)) ? word.Substring(1).ToLowerInvariant() : word.Substring(1));

    private static string? TypeOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.Identifier.ValueText is { } type and not "Program" ? type : null;
}
