using System.Buffers;
using System.Text.RegularExpressions;
using KeySafety.Detection;

namespace KeySafety.Scanner.Configuration;

/// <summary>A rule that a team wrote for a format of its own.</summary>
/// <remarks>
/// <code>
/// [[rule]]
/// name = "acme-token"
/// title = "ACME token"                        # optional, as all that follows
/// pattern = 'acme_(?&lt;secret&gt;[0-9a-f]{32})'    # the group named secret, else all of the match, is the secret
/// keywords = ["acme_"]                        # one of them stands in a file with a match; makes the rule fast
/// ignore-case = true
/// min-entropy = 3.0
/// confidence = "high"
/// remedy = "Revoke it at https://tokens.acme.example."
/// paths = ["*.yaml"]
/// </code>
/// </remarks>
internal sealed class OwnRule
{
    /// <summary>As reports show it.</summary>
    public required Rule Rule { get; init; }

    /// <summary>Null for a rule that is about the path alone.</summary>
    public required Regex? Pattern { get; init; }

    /// <summary>The group that is the secret: a number, the name <c>secret</c>, or <c>0</c> for all of the match.</summary>
    public required string Group { get; init; }

    /// <summary>One of them, in any case, stands in every content that matches; null for a rule without keywords.</summary>
    public SearchValues<string>? Keywords { get; init; }

    /// <summary>Whether the rule looks at a file.</summary>
    public Func<string, bool> AppliesTo { get; init; } = static _ => true;

    /// <exception cref="ScanFailedException">A key is missing or wrong.</exception>
    public static OwnRule Read(TomlSection section)
    {
        var name = section.RequiredText("name");
        var paths = Files.IgnoreFile.Parse(section.Texts("paths"));
        var keywords = section.Texts("keywords");
        var rule = new OwnRule
        {
            Rule = new()
            {
                Name = name,
                Title = section.Text("title") ?? name,
                Format = "",
                Keywords = keywords,
                Pattern = section.RequiredText("pattern"),
                IgnoreCase = section.Flag("ignore-case") ?? false,
                MinEntropy = section.Number("min-entropy") ?? 0,
                Confidence = section.Confidence("confidence") ?? Confidence.High,
                Remedy = section.Text("remedy") ?? "Revoke it where it was issued and read the new one from configuration.",
                Examples = [],
            },
            Pattern = Compile(section.RequiredText("pattern"), section.Flag("ignore-case") ?? false, name, section.File),
            Group = "secret",
            Keywords = KeywordsOf(keywords),
            AppliesTo = path => paths.Patterns.Count == 0 || paths.Ignores(path),
        };
        section.RejectUnknown();
        return rule;
    }

    public static SearchValues<string>? KeywordsOf(IReadOnlyList<string> keywords) =>
        keywords.Count == 0 ? null : SearchValues.Create([.. keywords], StringComparison.OrdinalIgnoreCase);

    /// <summary>Compiles to an automaton: time is linear whatever the pattern and the text.</summary>
    /// <exception cref="ScanFailedException">The pattern is wrong, or needs more than an automaton.</exception>
    public static Regex Compile(string pattern, bool ignoreCase, string rule, string file)
    {
        try
        {
            return new(
                pattern,
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
        }
        catch (NotSupportedException)
        {
            throw new ScanFailedException($"{file}: the pattern of rule '{rule}' cannot run in linear time (lookaround, back-reference or too large)");
        }
        catch (ArgumentException e)
        {
            throw new ScanFailedException($"{file}: the pattern of rule '{rule}' is wrong: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
