using System.Text;

namespace KeySafety.Detection.Values;

/// <summary>Resolves the escapes <c>\x41</c>, <c>\u0041</c> and <c>%41</c> in a literal.</summary>
internal static class Escapes
{
    /// <summary>The text that a literal stands for; the same where it has no such escape.</summary>
    public static string Resolve(string literal)
    {
        if (!literal.Contains("\\x") && !literal.Contains("\\u") && literal.IndexOf('%') < 0)
            return literal;

        var text = new StringBuilder(literal.Length);
        for (var i = 0; i < literal.Length; i++)
        {
            if (literal[i] == '%' && i + 3 <= literal.Length && TryHex(literal, i + 1, 2, out var code) && code >= ' ')
            {
                text.Append((char)code);
                i += 2;
                continue;
            }

            var digits = literal[i] != '\\' || i + 1 == literal.Length ? 0 : literal[i + 1] == 'x' ? 2 : literal[i + 1] == 'u' ? 4 : 0;
            if (digits == 0 || i + 2 + digits > literal.Length || !TryHex(literal, i + 2, digits, out var value))
            {
                text.Append(literal[i]);
                continue;
            }

            text.Append((char)value);
            i += digits + 1;
        }

        return text.ToString();
    }

    private static bool TryHex(string text, int start, int digits, out int value)
    {
        value = 0;
        for (var i = start; i < start + digits; i++)
        {
            if (!Uri.IsHexDigit(text[i]))
                return false;
            value = (value * 16) + Uri.FromHex(text[i]);
        }

        return true;
    }
}
