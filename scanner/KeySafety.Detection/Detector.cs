using System.Text;
using System.Text.RegularExpressions;

namespace KeySafety.Detection;

/// <summary>Finds secrets in text: by rules of known formats, and by name, syntax and value where no format is known.</summary>
/// <remarks>Thread-safe; costly to create, so share one.</remarks>
public sealed class Detector
{
    private static readonly Lazy<Detector> Shared = new(() => new Detector(new DetectorOptions()));
    private readonly DetectorOptions _options;

    /// <summary>Creates a detector.</summary>
    public Detector(DetectorOptions options) => _options = options;

    /// <summary>The detector with default options.</summary>
    public static Detector Default => Shared.Value;

    /// <summary>Finds every secret in <paramref name="candidate"/>, in order of <see cref="Finding.Start"/>.</summary>
    /// <returns>Offsets are UTF-16 code units from the start of the text; empty when clean, never null.</returns>
    public IReadOnlyList<Finding> Find(in Candidate candidate)
    {
        var findings = new List<Finding>();
        ScanText(candidate.Text, findings);
        return findings;
    }

    /// <summary>Finds every secret in the bytes of one file and adds them to <paramref name="findings"/>.</summary>
    /// <param name="content">The whole file, in any encoding.</param>
    /// <param name="path">Selects the syntax by name and extension.</param>
    /// <param name="findings">Receives the findings.</param>
    public void Scan(ReadOnlySpan<byte> content, string path, List<Finding> findings) =>
        ScanText(Encoding.GetEncoding("ISO-8859-1").GetString(content.ToArray()), findings);

    /// <summary>What each rule or filter said about the candidates on a line.</summary>
    public IReadOnlyList<string> Explain(ReadOnlySpan<byte> content, string path, int line)
    {
        var findings = new List<Finding>();
        Scan(content, path, findings);
        return [.. findings.Where(finding => finding.Line == line).Select(finding => $"{finding.Rule.Name}: {finding.Secret}")];
    }

    private void ScanText(string text, List<Finding> findings)
    {
        foreach (var rule in _options.Rules)
        {
            if (rule.Pattern.Length == 0)
                continue;
            var comparison = rule.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            if (!rule.Keywords.Any(keyword => text.AsSpan().IndexOf(keyword.AsSpan(), comparison) >= 0))
                continue;
            foreach (Match match in Regex.Matches(text, rule.Pattern, rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None))
            {
                var group = match.Groups["secret"].Success ? match.Groups["secret"] : match;
                findings.Add(Place(rule, text, group.Index, group.Length));
            }
        }
    }

    private static Finding Place(Rule rule, string text, int start, int length)
    {
        var (line, column) = Position(text, start);
        var (endLine, endColumn) = Position(text, start + length);
        var secret = text.Substring(start, length);
        return new Finding
        {
            Rule = rule,
            Confidence = rule.Check is null || rule.Check(secret.AsSpan()) ? rule.Confidence : Confidence.Low,
            Start = start,
            Length = length,
            Line = line,
            Column = column,
            EndLine = endLine,
            EndColumn = endColumn,
            Secret = new SecretText(secret),
        };
    }

    private static (int Line, int Column) Position(string text, int index)
    {
        var before = text.AsSpan(0, index);
        var line = 1;
        foreach (var c in before)
            line += c == '\n' ? 1 : 0;
        return (line, index - before.LastIndexOf('\n'));
    }
}
