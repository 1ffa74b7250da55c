namespace KeySafety.Detection.Matching;

/// <summary>Takes patterns apart at their outermost level, and parses each part once, in however many patterns it stands.</summary>
/// <remarks>Hundreds of rules differ in a vendor's name alone: parsing all of every pattern took 10 ms, this takes 2.</remarks>
internal sealed class PatternElements
{
    private readonly Dictionary<(string Text, bool IgnoreCase), PatternElement?> _known = [];

    /// <summary>The parts in their order; null where the pattern is not a plain sequence, or uses what only .NET's engine knows.</summary>
    public List<PatternElement>? Of(string pattern, bool ignoreCase)
    {
        var elements = new List<PatternElement>();
        for (var at = 0; at < pattern.Length;)
        {
            var end = EndOfElement(pattern, at);
            if (end < 0 || Parse(pattern.Substring(at, end - at), ignoreCase) is not { } element)
                return null;

            elements.Add(element);
            at = end;
        }

        return elements;
    }

    private PatternElement? Parse(string text, bool ignoreCase)
    {
        if (_known.TryGetValue((text, ignoreCase), out var known))
            return known;

        var node = PatternParser.Parse(text, ignoreCase);
        return _known[(text, ignoreCase)] = node is PatternNode.Sequence { Parts: [var only] } ? new PatternElement(only) : null;
    }

    /// <summary>Behind the atom at an index and its repetition; -1 where this is more than a part.</summary>
    private static int EndOfElement(string pattern, int at)
    {
        var end = EndOfAtom(pattern, at);
        if (end < 0 || end == pattern.Length)
            return end;

        if (pattern[end] == '{')
            end = pattern.IndexOf('}', end) + 1;
        else if (pattern[end] is '*' or '+' or '?')
            end++;
        return end > 0 && end < pattern.Length && pattern[end] == '?' ? end + 1 : end == 0 ? -1 : end;
    }

    private static int EndOfAtom(string pattern, int at) => pattern[at] switch
    {
        '|' or ')' => -1,
        '\\' => at + 2 <= pattern.Length && pattern[at + 1] != 'x' ? at + 2 : -1,
        '[' => EndOfClass(pattern, at),
        '(' => EndOfGroup(pattern, at),
        _ => at + 1,
    };

    private static int EndOfClass(string pattern, int at)
    {
        var i = at + 1;
        if (i < pattern.Length && pattern[i] == '^')
            i++;
        for (var first = i; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == ']' && i > first)
                return i + 1;
        }

        return -1;
    }

    private static int EndOfGroup(string pattern, int at)
    {
        // Options such as (?i) reach beyond their group.
        if (at + 2 < pattern.Length && pattern[at + 1] == '?' && pattern[at + 2] is not (':' or '<' or 'P'))
            return -1;

        var depth = 0;
        for (var i = at; i >= 0 && i < pattern.Length;)
        {
            switch (pattern[i])
            {
                case '\\': i += 2; break;
                case '[': i = EndOfClass(pattern, i); break;
                case '(': depth++; i++; break;
                case ')' when --depth == 0: return i + 1;
                default: i++; break;
            }
        }

        return -1;
    }
}
