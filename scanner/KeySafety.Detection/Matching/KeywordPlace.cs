using KeySafety.Detection.Rules;
using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>Where the keywords of a rule have to be looked for, as its pattern tells.</summary>
internal enum KeywordPlace
{
    /// <summary>At every position.</summary>
    Anywhere,

    /// <summary>Where a run of token characters starts together with a word, or behind an escape; see <see cref="TokenRuns"/>.</summary>
    TokenStart,

    /// <summary>Shortly before a word such as <c>key</c> that a run of token characters follows.</summary>
    BeforeWord,
}

/// <summary>Reads the place of a rule's keywords from its pattern.</summary>
/// <remarks>
/// Only what holds for every match counts, so that a rule whose pattern is written in another way is looked for everywhere: it
/// costs a little speed, never a finding.
/// </remarks>
internal static class KeywordPlaces
{
    /// <summary>What stands between a vendor's name and the word: more of a name. Bounds how far back a vendor can be.</summary>
    public static ByteSet NameBytes { get; } = ByteSet.Of(static value => Pattern.IsWord(value) || (char)value is '.' or '-' or ' ' or '\t');

    private static readonly ByteSet NoWord = ByteSet.Of(static value => !Pattern.IsWord(value));

    /// <summary>From the start of a keyword to the end of its word: a vendor's 18 bytes, 20 of the name, a word of 10.</summary>
    public const int WordReach = 48;

    /// <summary>From a word to the secret: the word, 12 bytes of the name, an operator of 24, perhaps a word of 13 in between.</summary>
    public const int RunReach = 63;

    /// <summary>The place of a rule's keywords.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="elements">Keeps what the patterns of other rules have in common with this.</param>
    /// <param name="words">The words that are found anywhere, in lower case.</param>
    public static KeywordPlace Of(Rule rule, PatternElements elements, IReadOnlyList<string> words) =>
        elements.Of(rule.Pattern, rule.IgnoreCase) is not { Count: > 1 } parts ? KeywordPlace.Anywhere
        : !rule.IgnoreCase && IsAtTokenStart(rule, parts) ? KeywordPlace.TokenStart
        : rule.IgnoreCase && IsBeforeWord(rule, parts, words) ? KeywordPlace.BeforeWord
        : KeywordPlace.Anywhere;

    private static bool IsAtTokenStart(Rule rule, List<PatternElement> parts) =>
        StartsWord(rule, parts[0].Node)
        && PatternReach.Join(parts.Skip(1).Select(part => part.TokenRun)).Length >= TokenRuns.Shortest
        && LeadingText.Ways(new Sequence([.. parts.Skip(1).Select(part => part.Node)])) is { } ways
        && ways.TrueForAll(way => way.Length > 0 && Pattern.IsWord((byte)way[0]) && StartsWithKeyword(way, rule));

    /// <summary>Whether a pattern with this first part starts at the boundary of a word, or with an escape.</summary>
    public static bool StartsWord(Rule rule, PatternNode first) => first is Condition { Op: PatternOp.WordBoundary }
        || (first is Choice && rule.Pattern.StartsWith(Shape.Start, StringComparison.Ordinal));

    // vendor, rest of a name, word, rest of a name, operator, perhaps `value:`, secret
    private static bool IsBeforeWord(Rule rule, List<PatternElement> parts, IReadOnlyList<string> words)
    {
        var word = parts.FindIndex(1, part => part.HoldsWord(words));
        var secret = parts.FindIndex(part => part.Node is Secret);
        return word >= 0 && secret > word
            && parts.Take(word + 1).Sum(part => (long)part.MaxLength) <= WordReach
            && parts.Take(secret).Skip(word).Sum(part => (long)part.MaxLength) <= RunReach
            && parts[secret].TokenRun.Length >= TokenRuns.Shortest && EndsOutsideWord(parts, secret - 1)
            && parts.Take(word).All(part => PatternReach.AllBytes(part.Node, NameBytes))
            && parts[0].Ways.Count > 0 && parts[0].Ways.All(way => StartsWithKeyword(way, rule));
    }

    /// <summary>Whether the byte before the secret is none of a word, be it the last of an operator or of what may follow it.</summary>
    private static bool EndsOutsideWord(List<PatternElement> parts, int last)
    {
        var isOptional = true;
        for (var i = last; i > 0 && isOptional; i--)
        {
            if (LastBytes(parts[i].Node) is not { } set || !NoWord.ContainsAll(set))
                return false;
            isOptional = parts[i].Node is Repeat { Min: 0 };
        }

        return !isOptional;
    }

    private static ByteSet? LastBytes(PatternNode node) => node switch
    {
        One one => one.Set,
        Repeat { Part: One one } => one.Set,
        Repeat { Max: 1 } optional => LastBytes(optional.Part),
        Sequence { Parts: [.., Repeat { Min: > 0 } or One] } sequence => LastBytes(sequence.Parts[sequence.Parts.Count - 1]),
        _ => null,
    };

    private static bool StartsWithKeyword(string way, Rule rule)
    {
        var comparison = rule.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var keyword in rule.Keywords)
        {
            if (way.StartsWith(keyword, comparison))
                return true;
        }

        return false;
    }
}
