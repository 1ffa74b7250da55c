using System.Text.RegularExpressions;

namespace KeySafety.Detection.Matching;

/// <summary>Finds the matches of one rule around its keywords.</summary>
/// <remarks>Compiles the pattern at the first keyword that stands anywhere: most scans meet few of the rules.</remarks>
internal sealed class RuleMatcher
{
    // Around a keyword whose place in the pattern is not known, matches start within this many bytes.
    public const int SearchReach = 128;
    private const int RegexWindow = 16 * 1024;

    private readonly Lazy<Compiled> _compiled;

    /// <summary>Prepares a rule; compiles nothing yet.</summary>
    public RuleMatcher(Rule rule)
    {
        Rule = rule;
        _compiled = new(() => Compiled.From(rule));
    }

    /// <summary>The rule.</summary>
    public Rule Rule { get; }

    /// <summary>The first match that the keyword at <paramref name="keywordAt"/> leads to and that starts at or behind <paramref name="from"/>.</summary>
    public PatternMatch? Match(ReadOnlySpan<byte> text, int keywordAt, int from, ref long work)
    {
        var compiled = _compiled.Value;
        if (compiled.Pattern is not { } pattern)
            return compiled.SearchWithRegex(text, Math.Max(from, keywordAt - SearchReach), keywordAt + SearchReach);

        if (compiled.Offsets is not { } offsets)
            return Search(pattern, text, Math.Max(from, keywordAt - SearchReach), keywordAt + SearchReach, keywordAt, ref work);

        for (var i = offsets.Length - 1; i >= 0; i--)
        {
            var lead = keywordAt - offsets[i];
            if (lead < from || !LeadingBytes.StandAt(compiled.Lead, text, lead))
                continue;

            foreach (var before in compiled.Before)
            {
                if (lead - before >= from && !(before == 0 && compiled.StartsWord && IsInWord(text, lead)) && pattern.First.Contains(text[lead - before])
                    && pattern.MatchAt(text, lead - before, ref work) is { } match)
                {
                    return match;
                }
            }
        }

        return null;
    }

    // Where a boundary cannot be: in a row of the keyword's letters that is nearly everywhere.
    private static bool IsInWord(ReadOnlySpan<byte> text, int at) => at > 0 && Pattern.IsWord(text[at - 1]) && Pattern.IsWord(text[at]);

    /// <summary>The first match at or behind <paramref name="from"/>, for a rule without keywords.</summary>
    public PatternMatch? Match(ReadOnlySpan<byte> text, int from, ref long work) =>
        _compiled.Value.Pattern is { } pattern
            ? Search(pattern, text, from, text.Length, keywordAt: -1, ref work)
            : _compiled.Value.SearchWithRegex(text, from, text.Length);

    private static PatternMatch? Search(Pattern pattern, ReadOnlySpan<byte> text, int from, int to, int keywordAt, ref long work)
    {
        for (var start = from; start < Math.Min(to, text.Length); start++)
        {
            if (!pattern.First.Contains(text[start]) || pattern.MatchAt(text, start, ref work) is not { } match)
                continue;

            if (match.End > keywordAt)
                return match;

            // The keyword stands in or before a match.
            start = Math.Max(start, match.End - 1);
        }

        return null;
    }

    /// <summary>What a rule compiles to: an own pattern and where its keywords stand, or .NET's engine.</summary>
    /// <param name="Pattern">The own pattern.</param>
    /// <param name="Before">How many bytes of a match can stand before its lead, the most first.</param>
    /// <param name="Offsets">How far behind the start of the lead a keyword can stand; null where that is not known.</param>
    /// <param name="Lead">The bytes that the lead consists of.</param>
    /// <param name="StartsWord">Whether a match with nothing before its lead starts at the boundary of a word.</param>
    /// <param name="Regex">The pattern for .NET's engine.</param>
    private sealed record Compiled(Pattern? Pattern, int[] Before, int[]? Offsets, ByteSet[] Lead, bool StartsWord, Regex? Regex)
    {
        public static Compiled From(Rule rule)
        {
            var node = PatternParser.Parse(rule.Pattern, rule.IgnoreCase);
            if (node is not null && Pattern.TryCreate(rule.Pattern, rule.IgnoreCase) is { } pattern)
            {
                var startsWord = node is PatternNode.Sequence { Parts: [var first, ..] } && KeywordPlaces.StartsWord(rule, first);

                // What can stand before a credential, an escape or nothing, is asked for where the credential is known to start.
                if (LeadingBytes.SplitStart(node) is var (before, rest) && OffsetsIn(rest, rule, out var lead) is { } behind)
                    return new(pattern, before, behind, lead, startsWord, null);

                return new(pattern, [0], OffsetsIn(node, rule, out lead), lead, startsWord, null);
            }

            var options = LinearTime.Options | (rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            return new(null, [], null, [], false, new Regex(rule.Pattern, options, LinearTime.Limit));
        }

        private static int[]? OffsetsIn(PatternNode node, Rule rule, out ByteSet[] lead)
        {
            lead = LeadingBytes.Of(node);
            return LeadingText.KeywordOffsets(node, rule.Keywords, rule.IgnoreCase)
                ?? (LeadingBytes.OffsetOf(rule.Keywords, lead) is { } offset ? [offset] : null);
        }

        public PatternMatch? SearchWithRegex(ReadOnlySpan<byte> text, int from, int to)
        {
            if (from >= text.Length)
                return null;

            var start = Math.Max(0, from - 1); // one byte more, for \b
            var window = text.Slice(start, Math.Min(text.Length, to + RegexWindow) - start);
            var characters = new char[window.Length];
            for (var i = 0; i < window.Length; i++)
                characters[i] = (char)window[i];

            var match = Regex!.Match(new string(characters), from - start);
            if (!match.Success || start + match.Index >= to)
                return null;

            var secret = match.Groups["secret"].Success ? match.Groups["secret"] : match;
            return new PatternMatch(
                start + match.Index,
                start + match.Index + match.Length,
                start + secret.Index,
                start + secret.Index + secret.Length);
        }
    }
}
