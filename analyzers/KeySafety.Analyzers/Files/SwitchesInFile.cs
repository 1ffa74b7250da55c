using KeySafety.Analyzers.Switches;
using Microsoft.CodeAnalysis.Text;

namespace KeySafety.Analyzers.Files;

/// <summary>Finds authentication switched off in a configuration file: <c>NOAUTH=1</c>, <c>"NoAuth": true</c>, <c>command: --no-auth</c>.</summary>
/// <remarks>Read by lines, since a switch and its value stand on one in every format; comments of whole lines are passed over.</remarks>
internal static class SwitchesInFile
{
    private const string Word = "auth";
    private const string Option = "--no-auth";
    private const int LongestValue = 8;
    private const int LongestName = 100;
    private const int LongestLine = 2000;

    // For each the profile or service around it is looked for from the start of the file; more of them were made up.
    private const int MostSwitches = 20;

    /// <summary>The switches that are on, where they are not for development alone.</summary>
    public static IEnumerable<(string Name, TextSpan Span)> Find(string text, string path)
    {
        var count = 0;
        for (var at = 0; count < MostSwitches && (at = text.IndexOf(Word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += Word.Length)
        {
            if (Read(text, at) is not { } found || IsInComment(text, found.Span.Start))
                continue;

            count++;
            if (!Development.IsFor(text, path, found.Span.Start))
                yield return found;
        }
    }

    private static (string Name, TextSpan Span)? Read(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestName && IsName(text[start - 1]))
            start--;

        var end = at + Word.Length;
        if (end < text.Length && text[end] != ':' && IsName(text[end]))
            return null;

        var name = text.Substring(start, end - start);
        if (name.Equals(Option, StringComparison.OrdinalIgnoreCase))
            return IsOption(text, start, end) ? (Option, TextSpan.FromBounds(start, end)) : null;

        return name[0] != '-' && NoAuthSwitch.IsVariable(name) && IsOn(text, end) ? (name, TextSpan.FromBounds(start, end)) : null;
    }

    // A word of a command line, or an item of a list: [ "--api-dir", "/data", "--no-auth" ].
    private static bool IsOption(string text, int start, int end)
    {
        if (start > 0 && text[start - 1] is not (' ' or '\t' or '"' or '\'' or '=' or '\n' or '>' or '[' or ','))
            return false;

        return end == text.Length || text[end] is ' ' or '\t' or '\r' or '\n' or '"' or '\'' or '<' or ',' or ']'
            || (text[end] == '=' && NoAuthSwitch.IsOn(ValueAt(text, end + 1)));
    }

    // NOAUTH=1, NOAUTH: "true", "NoAuth": true, <NoAuth>true<, name="NOAUTH" value="1"
    private static bool IsOn(string text, int end)
    {
        var at = Skip(text, end, "\"' \t");
        if (string.CompareOrdinal(text, at, "value", 0, 5) == 0)
            at = Skip(text, at + 5, " \t");
        if (at == text.Length || text[at] is not ('=' or ':' or '>'))
            return false;

        return NoAuthSwitch.IsOn(ValueAt(text, Skip(text, at + 1, "\"' \t")));
    }

    private static string ValueAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestValue && char.IsLetterOrDigit(text[end]))
            end++;
        return text.Substring(start, end - start);
    }

    private static int Skip(string text, int at, string what)
    {
        while (at < text.Length && what.IndexOf(text[at]) >= 0)
            at++;
        return at;
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or ':';

    private static bool IsInComment(string text, int at)
    {
        var first = at == 0 ? 0 : text.LastIndexOf('\n', at - 1, Math.Min(at, LongestLine)) + 1;
        if (first == 0 && at > LongestLine)
            return false;

        first = Skip(text, first, " \t");
        return text[first] is '#' or ';' || string.CompareOrdinal(text, first, "//", 0, 2) == 0 || string.CompareOrdinal(text, first, "<!--", 0, 4) == 0;
    }
}
