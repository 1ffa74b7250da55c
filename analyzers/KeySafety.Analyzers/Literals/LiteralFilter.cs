namespace KeySafety.Analyzers.Literals;

/// <summary>Drops at once, and without allocating, the texts in which the engine would find nothing by itself.</summary>
/// <remarks>
/// A credential is a run of characters without spaces that holds digits or changes its case as no word does, or a password
/// behind <c>=</c>, <c>:</c> or <c>@</c> of a text with a syntax of its own. Nine in ten texts of a program are neither.
/// </remarks>
internal static class LiteralFilter
{
    // The shortest password that the engine finds in a connection string is of four, behind a word of three and a sign.
    private const int MinLength = 8;
    private const int MinRun = 8;

    // PascalCase names of ten words exist; random text of this length turns its case more often.
    private const int MinRunWithoutDigits = 14;

    /// <summary>Whether the text may hold a credential, whatever it is bound to.</summary>
    public static bool MayHoldSecret(ReadOnlySpan<char> text) =>
        text.Length >= MinLength && (HasRandomRun(text) || HasNamedValue(text));

    private static bool HasRandomRun(ReadOnlySpan<char> text)
    {
        int start = 0, digits = 0, turns = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (c is > ' ' and < '\u007F')
            {
                digits += c is >= '0' and <= '9' ? 1 : 0;
                turns += i > start && c is >= 'A' and <= 'Z' && text[i - 1] is >= 'a' and <= 'z' ? 1 : 0;
                continue;
            }

            var length = i - start;
            if ((length >= MinRun && digits > 0) || (length >= MinRunWithoutDigits && turns > 1))
                return true;
            (start, digits, turns) = (i + 1, 0, 0);
        }

        return false;
    }

    private static bool HasNamedValue(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny('=', '@', ':'); at >= 0 && at < text.Length - 1;)
        {
            if (IsBehindTellingWord(text.Slice(0, at)) || text.Slice(at).StartsWith("://".AsSpan()))
                return true;

            var next = text.Slice(at + 1).IndexOfAny('=', '@', ':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return text.IndexOf("identified by".AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static bool IsBehindTellingWord(ReadOnlySpan<char> before)
    {
        const int reach = 24;
        var near = before.Length > reach ? before.Slice(before.Length - reach) : before;
        foreach (var word in TellingWords)
        {
            if (near.IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }

    private static readonly string[] TellingWords = ["pass", "pwd", "secret", "token", "key", "auth", "cred", "sig"];
}
