using System.Text;
using System.Text.RegularExpressions;
using KeySafety.Detection;
using KeySafety.Scanner.Files;

namespace KeySafety.Scanner.Configuration;

/// <summary>Runs the rules of a team's own configuration over a content.</summary>
/// <remarks>The engine's fast path is built for the catalog; these few rules go through the framework's automata instead.</remarks>
internal sealed class OwnRules(IReadOnlyList<OwnRule> rules)
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static OwnRules None { get; } = new([]);

    public IReadOnlyList<OwnRule> Rules => rules;

    /// <summary>Adds the findings of one content; offsets are bytes.</summary>
    public void Scan(ReadOnlySpan<byte> content, string path, TextEncoding encoding, List<Finding> findings)
    {
        if (rules.Count == 0)
            return;

        var (text, decoder) = Decode(content, encoding);
        foreach (var rule in rules)
        {
            if (!rule.AppliesTo(path) || (rule.Keywords is not null && !text.AsSpan().ContainsAny(rule.Keywords)))
                continue;

            if (rule.Pattern is null)
                findings.Add(Place(rule.Rule, text, 0, 0, decoder, path));
            else
                Scan(rule, rule.Pattern, text, decoder, findings);
        }
    }

    private static void Scan(OwnRule rule, Regex pattern, string text, Encoding decoder, List<Finding> findings)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var group = SecretOf(match, rule.Group);
            if (group.Length > 0 && (rule.Rule.MinEntropy <= 0 || EntropyOf(group.ValueSpan) > rule.Rule.MinEntropy))
                findings.Add(Place(rule.Rule, text, group.Index, group.Length, decoder, group.Value));
        }
    }

    /// <summary>The asked-for group; without one (<c>""</c>) the first that is not empty; else all of the match.</summary>
    private static Group SecretOf(Match match, string name)
    {
        if (name.Length > 0)
            return match.Groups[name] is { Success: true } group ? group : match;
        return match.Groups.Cast<Group>().Skip(1).FirstOrDefault(group => group.Length > 0) ?? match;
    }

    /// <summary>Text whose characters map back to bytes: what is not valid UTF-8 is read as Latin-1.</summary>
    private static (string Text, Encoding Decoder) Decode(ReadOnlySpan<byte> content, TextEncoding encoding)
    {
        if (encoding != TextEncoding.Utf8)
            return (encoding.Decode(content), encoding == TextEncoding.Utf16LittleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode);
        return System.Text.Unicode.Utf8.IsValid(content)
            ? (StrictUtf8.GetString(content), StrictUtf8)
            : (Encoding.Latin1.GetString(content), Encoding.Latin1);
    }

    private static Finding Place(Rule rule, string text, int start, int length, Encoding decoder, string secret)
    {
        var (line, column) = PositionOf(text, start);
        var (endLine, endColumn) = PositionOf(text, start + length);
        return new()
        {
            Rule = rule,
            Confidence = rule.Confidence,
            Start = decoder.GetByteCount(text.AsSpan(0, start)),
            Length = decoder.GetByteCount(text.AsSpan(start, length)),
            Line = line,
            Column = column,
            EndLine = endLine,
            EndColumn = endColumn,
            Secret = new(secret),
        };
    }

    private static (int Line, int Column) PositionOf(string text, int index)
    {
        var before = text.AsSpan(0, index);
        return (before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    /// <summary>Shannon entropy in bits per character.</summary>
    private static double EntropyOf(ReadOnlySpan<char> text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var c in text)
            counts[c] = counts.GetValueOrDefault(c) + 1;
        var bits = 0.0;
        foreach (var count in counts.Values)
            bits -= (double)count / text.Length * Math.Log2((double)count / text.Length);
        return bits;
    }
}
