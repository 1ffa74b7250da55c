using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KeySafety.Scanner.Configuration;

/// <summary>Rewrites a regular expression of Go's syntax, in which <c>.gitleaks.toml</c> is written, to .NET's.</summary>
/// <remarks>
/// They agree but for named groups, POSIX classes, <c>\Q...\E</c>, <c>\x{...}</c>, <c>\z</c>, one-letter <c>\pL</c>, and
/// that <c>\d \w \s</c> mean ASCII in Go. https://github.com/google/re2/wiki/Syntax
/// </remarks>
internal static class GoRegex
{
    public static string ToDotNet(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                i += Escape(rest, inClass, result) - 1;
            }
            else if (inClass && rest.StartsWith("[:") && rest.IndexOf(":]") is > 0 and var end)
            {
                result.Append(PosixClass(rest[2..end]));
                i += end + 1;
            }
            else if (!inClass && rest.StartsWith("(?P<"))
            {
                result.Append("(?<");
                i += 3;
            }
            else if (pattern[i] == '[')
            {
                // Within a class .NET would read "-[" as a subtraction.
                result.Append(inClass ? "\\[" : "[");
                if (!inClass)
                    i += LeadOfClass(rest, result);
                inClass = true;
            }
            else
            {
                if (pattern[i] == ']')
                    inClass = false;
                result.Append(pattern[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>A <c>^</c> and a literal <c>]</c> at the start of a class.</summary>
    private static int LeadOfClass(ReadOnlySpan<char> rest, StringBuilder result)
    {
        var taken = 0;
        if (rest.Length > 1 && rest[1] == '^')
        {
            result.Append('^');
            taken++;
        }

        if (rest.Length > taken + 1 && rest[taken + 1] == ']')
        {
            result.Append("\\]");
            taken++;
        }

        return taken;
    }

    /// <summary>Writes one escape and returns how many characters it took.</summary>
    private static int Escape(ReadOnlySpan<char> rest, bool inClass, StringBuilder result)
    {
        var ascii = rest[1] switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => "\\t\\n\\f\\r ",
            _ => null,
        };
        if (ascii is not null)
        {
            result.Append(inClass ? ascii : $"[{ascii}]");
            return 2;
        }

        switch (rest[1])
        {
            case 'D' when !inClass:
                result.Append("[^0-9]");
                return 2;
            case 'W' when !inClass:
                result.Append("[^0-9A-Za-z_]");
                return 2;
            case 'S' when !inClass:
                result.Append("[^\\t\\n\\f\\r ]");
                return 2;
            case 'Q':
                var end = rest.IndexOf("\\E");
                var literal = end < 0 ? rest[2..] : rest[2..end];
                result.Append(Regex.Escape(literal.ToString()));
                return end < 0 ? rest.Length : end + 2;
            case 'x' when rest.Length > 2 && rest[2] == '{' && rest.IndexOf('}') is > 3 and var close
                && int.TryParse(rest[3..close], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code <= 0xFFFF:
                result.Append(CultureInfo.InvariantCulture, $"\\u{code:X4}");
                return close + 1;
            case 'p' or 'P' when rest.Length > 2 && rest[2] != '{':
                result.Append(rest[..2]).Append('{').Append(rest[2]).Append('}');
                return 3;
            default:
                result.Append(rest[..2]);
                return 2;
        }
    }

    private static string PosixClass(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => "\\x00-\\x7F",
        "blank" => "\\t ",
        "cntrl" => "\\x00-\\x1F\\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => "!-/:-@\\[-`{-~",
        "space" => "\\t\\n\\v\\f\\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => $"[:{name}:]",
    };
}
