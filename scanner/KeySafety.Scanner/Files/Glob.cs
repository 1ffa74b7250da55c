namespace KeySafety.Scanner.Files;

/// <summary>Matches a path against a pattern as git does for <c>.gitignore</c>.</summary>
/// <remarks>
/// <para>
/// <c>*</c> and <c>?</c> stay within one path segment, <c>[a-z]</c> is one character, <c>\</c> escapes, and a <c>**</c>
/// that fills a whole segment stands for any number of them. https://git-scm.com/docs/gitignore#_pattern_format
/// </para>
/// <para>
/// Two places to return to are enough, the last <c>*</c> and the last <c>**</c>: between slashes an earlier <c>*</c> cannot
/// gain anything that the last one cannot, and before a <c>**</c> nothing can. Hence no recursion, and at worst time
/// proportional to pattern x path x path.
/// </para>
/// </remarks>
internal static class Glob
{
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        int p = 0, t = 0;
        int star = -1, starAt = 0;      // pattern position after the last '*', and the path position it has eaten up to
        int deep = -1, deepAt = 0;      // the same for the last "**/"

        while (true)
        {
            if (p == pattern.Length)
            {
                if (t == path.Length)
                    return true;
            }
            else if (IsDoubleStar(pattern, p))
            {
                if (p + 2 == pattern.Length)
                    return true;                        // a trailing "**" takes all that is left

                deep = p += 3;
                deepAt = t;
                star = -1;
                continue;
            }
            else if (pattern[p] == '*')
            {
                star = ++p;
                starAt = t;
                continue;
            }
            else if (t < path.Length && MatchesOne(pattern, ref p, path[t]))
            {
                t++;
                continue;
            }

            if (star >= 0 && starAt < path.Length && path[starAt] != '/')
            {
                p = star;
                t = ++starAt;
            }
            else if (deep >= 0 && path[deepAt..].IndexOf('/') is >= 0 and var slash)
            {
                p = deep;
                t = deepAt += slash + 1;
                star = -1;
            }
            else
            {
                return false;
            }
        }
    }

    private static bool IsDoubleStar(ReadOnlySpan<char> pattern, int p) =>
        pattern[p..].StartsWith("**")
        && (p == 0 || pattern[p - 1] == '/')
        && (p + 2 == pattern.Length || pattern[p + 2] == '/');

    /// <summary>Matches one character and moves <paramref name="p"/> behind what matched it; leaves it alone otherwise.</summary>
    private static bool MatchesOne(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?':
                if (c == '/')
                    return false;
                p++;
                return true;
            case '[':
                return MatchesClass(pattern, ref p, c);
            case '\\' when p + 1 < pattern.Length:
                if (pattern[p + 1] != c)
                    return false;
                p += 2;
                return true;
            default:
                if (pattern[p] != c)
                    return false;
                p++;
                return true;
        }
    }

    private static bool MatchesClass(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        var i = p + 1;
        var negated = i < pattern.Length && pattern[i] is '!' or '^';
        if (negated)
            i++;

        var matched = false;
        for (var first = true; ; first = false)
        {
            if (i >= pattern.Length)
                return false;                           // an unclosed '[' matches nothing
            if (pattern[i] == ']' && !first)
                break;

            if (pattern[i..].StartsWith("[:") && pattern[i..].IndexOf(":]") is > 0 and var end)
            {
                matched |= IsInNamedClass(pattern.Slice(i + 2, end - 2), c);
                i += end + 2;
                continue;
            }

            var low = ReadClassCharacter(pattern, ref i);
            var high = low;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                high = ReadClassCharacter(pattern, ref i);
            }

            matched |= c >= low && c <= high;
        }

        if (matched == negated || c == '/')
            return false;

        p = i + 1;
        return true;
    }

    private static char ReadClassCharacter(ReadOnlySpan<char> pattern, ref int i)
    {
        if (pattern[i] == '\\' && i + 1 < pattern.Length)
            i++;
        return pattern[i++];
    }

    private static bool IsInNamedClass(ReadOnlySpan<char> name, char c) => name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit(c),
        "alpha" => char.IsAsciiLetter(c),
        "blank" => c is ' ' or '\t',
        "cntrl" => c < ' ' || c == '\x7F',
        "digit" => char.IsAsciiDigit(c),
        "graph" => c is > ' ' and < '\x7F',
        "lower" => char.IsAsciiLetterLower(c),
        "print" => c is >= ' ' and < '\x7F',
        "punct" => char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)),
        "space" => c is ' ' or (>= '\t' and <= '\r'),
        "upper" => char.IsAsciiLetterUpper(c),
        "xdigit" => char.IsAsciiHexDigit(c),
        _ => false,
    };
}
