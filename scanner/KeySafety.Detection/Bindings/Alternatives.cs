using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Literals that an expression falls back to or chooses between: <c>read() ?? "x"</c>, <c>isTest ? a : "x"</c>, <c>a if b else "x"</c>.</summary>
internal static class Alternatives
{
    private const int Reach = 160;
    private static readonly string[] Calls = ["unwrap_or(", "unwrap_or_else(|_| ", "orelse(", "getorelse(", "default=", "default: "];
    private static readonly string[] Signs = ["||", "??", "?:", "? ", ": ", "or ", "else "];

    /// <summary>Where a literal stands in the expression that starts at an index; -1 where none does before it ends.</summary>
    /// <remarks>Of several the first that is long enough for a secret.</remarks>
    public static int LiteralIn(ReadOnlySpan<byte> text, int start)
    {
        var depth = 0;
        var end = Math.Min(text.Length, start + Reach);
        for (var i = start; i < end; i++)
        {
            var c = text[i];
            if (c is (byte)'\n' or (byte)';' || (depth == 0 && c is (byte)',' or (byte)')' or (byte)']' or (byte)'}'))
                return -1;

            if (c is (byte)'(' or (byte)'[' or (byte)'{')
                depth++;
            else if (c is (byte)')' or (byte)']' or (byte)'}')
                depth--;
            else if (IsQuote(c))
                i = Until(text, i + 1, text.Slice(i, 1), end - i - 1);
            else if (LiteralOfCall(text, i) is > 0 and var given)
                return given;
            else if (depth == 0 && LiteralBehindSign(text, i) is > 0 and var literal)
                return literal;
        }

        return -1;
    }

    // unwrap_or("x"), orElse("x"), Field(default="x")
    private static int LiteralOfCall(ReadOnlySpan<byte> text, int at)
    {
        foreach (var call in Calls)
        {
            if (StartsWith(text, at, call))
                return LongLiteralAt(text, SkipBlanks(text, at + call.Length));
        }

        return -1;
    }

    private static int LongLiteralAt(ReadOnlySpan<byte> text, int at) =>
        IsQuote(At(text, at)) && Until(text, at + 1, [At(text, at), (byte)'\n'], 5) == at + 6 ? at : -1;

    private static int LiteralBehindSign(ReadOnlySpan<byte> text, int at)
    {
        foreach (var sign in Signs)
        {
            if (!StartsWith(text, at, sign) || (IsLetter(text[at]) && !IsBlank(At(text, at - 1))))
                continue;

            if (LongLiteralAt(text, SkipBlanks(text, at + sign.Length)) is > 0 and var literal)
                return literal;
        }

        return -1;
    }
}
