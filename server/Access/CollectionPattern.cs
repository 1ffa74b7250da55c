using System.Buffers;
using System.Text.RegularExpressions;
using BitFaster.Caching.Lru;

namespace KeySafety.Server.Access;

/// <summary>The entries of a key's <c>collections</c>: exact names, or ECMAScript expressions over the whole name.</summary>
/// <remarks>
/// Most patterns people write are a name or a name and <c>.*</c>: those are compared as text. The rest of a list is joined
/// into one expression and run in <see cref="RegexOptions.NonBacktracking"/>, so that a hundred patterns cost one pass and a
/// hostile one costs linear time. It is compiled when first asked, and the most used ones stay compiled: a million keys may
/// carry a million patterns, and an expression takes kilobytes.
/// </remarks>
internal static class CollectionPattern
{
    // About 10 KB each when warm.
    private const int MaxCompiled = 4096;

    private static readonly SearchValues<char> Special = SearchValues.Create(@"\^$.|?*+()[]{}");
    private static readonly ConcurrentLru<string[], Regex[]> Compiled = new(MaxCompiled);

    /// <param name="patterns">A list that lives as long as its key: its compiled form is kept by reference.</param>
    /// <param name="collection">The name that the request is about.</param>
    public static bool AnyMatches(string[] patterns, string collection)
    {
        var expressions = false;
        foreach (var pattern in patterns)
        {
            if (pattern == "*" || pattern == collection)
                return true;

            var special = pattern.AsSpan().IndexOfAny(Special);
            if (special < 0)
                continue;

            if (!IsBeginning(pattern, special))
                expressions = true;
            else if (collection.AsSpan().StartsWith(pattern.AsSpan(0, special), StringComparison.Ordinal))
                return true;
        }

        return expressions && AnyExpressionMatches(patterns, collection);
    }

    // A method of its own: a lambda's captured name is an object, made at the start of a method that mostly needs none.
    private static bool AnyExpressionMatches(string[] patterns, string collection)
    {
        foreach (var expression in Compiled.GetOrAdd(patterns, CompileAll))
        {
            if (expression.IsMatch(collection))
                return true;
        }

        return false;
    }

    /// <summary>Expressions that a key may have beside names and beginnings of names: each has to be compiled, a third of a millisecond of work.</summary>
    public const int MaxExpressions = 500;

    /// <summary>Whether the entry means what its writer thinks: a name without special characters, or a valid expression.</summary>
    public static bool CanCompile(string pattern) => !IsExpression(pattern) || Translate(pattern) is not null;

    /// <summary>Whether the entry is more than a name, or a name and <c>.*</c>.</summary>
    public static bool IsExpression(string pattern) =>
        pattern.AsSpan().IndexOfAny(Special) is >= 0 and var special && !IsBeginning(pattern, special) && pattern != "*";

    private static bool IsBeginning(string pattern, int special) => special == pattern.Length - 2 && pattern.EndsWith(".*", StringComparison.Ordinal);

    private static Regex[] CompileAll(string[] patterns)
    {
        var valid = patterns.Select(Translate).OfType<string>().ToList();
        try
        {
            return valid.Count == 0 ? [] : [Compile(Whole(string.Join('|', valid.Select(pattern => $"(?:{pattern})"))))];
        }
        catch (NotSupportedException)
        {
            // Each is small enough for the linear-time engine, all together are not.
            return [.. valid.Select(pattern => Compile(Whole(pattern)))];
        }
    }

    private static string Whole(string pattern) => $@"\A(?:{pattern})\z";

    /// <summary>The same expression for .NET; null where the linear-time engine cannot run it.</summary>
    private static string? Translate(string pattern)
    {
        // Groups such as (?i) or (?<name>) are .NET's own; in ECMAScript as Typesense runs it they do not compile.
        for (var i = pattern.IndexOf("(?", StringComparison.Ordinal); i >= 0; i = pattern.IndexOf("(?", i + 2, StringComparison.Ordinal))
        {
            if (!pattern.AsSpan(i + 2).StartsWith(":", StringComparison.Ordinal))
                return null;
        }

        var translated = AsciiClasses(pattern);
        try
        {
            // By itself: joined with others, `a)|(b` would compile and match more than its writer's text says.
            Compile(Whole(translated));
            Compile(translated);
            return translated;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Regex Compile(string expression) => new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    // ECMAScript's \d and \w are ASCII, .NET's are Unicode.
    private static string AsciiClasses(string pattern)
    {
        var text = new System.Text.StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '\\' || i + 1 == pattern.Length)
            {
                inClass = pattern[i] == '[' || (inClass && pattern[i] != ']');
                text.Append(pattern[i]);
                continue;
            }

            i++;
            text.Append((pattern[i], inClass) switch
            {
                ('d', true) => "0-9",
                ('d', false) => "[0-9]",
                ('w', true) => "0-9A-Za-z_",
                ('w', false) => "[0-9A-Za-z_]",
                ('D', false) => "[^0-9]",
                ('W', false) => "[^0-9A-Za-z_]",
                _ => $"\\{pattern[i]}",
            });
        }

        return text.ToString();
    }
}
