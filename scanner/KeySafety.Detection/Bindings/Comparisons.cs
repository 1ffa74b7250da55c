using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Values that stand before the name they are compared with: <c>"x".equals(password)</c>, <c>'x' === password</c>, <c>hash_equals('x', $password)</c>.</summary>
internal static class Comparisons
{
    // user.getPassword, $_POST['password'], params[:password]
    private const int LongestOperand = 60;
    private const int LongestValue = 200;

    private static readonly string[] Calls = ["equals", "equalsignorecase", "contentequals", "cmp", "compare_digest", "isequal", "equal", "compare"];

    /// <summary>The literal that the name at an index is compared with; null where none stands before it.</summary>
    public static Binding? ReadBefore(ReadOnlySpan<byte> text, int nameStart)
    {
        var start = StartOfOperand(text, nameStart);
        var at = TrimEnd(text, Math.Max(0, start - 8), start, " \t"u8);
        switch (At(text, at - 1))
        {
            case (byte)'=' when At(text, at - 2) is (byte)'=' or (byte)'!':
                var sign = TrimEnd(text, Math.Max(0, at - 4), at, "=!"u8);
                return LiteralBefore(text, TrimEnd(text, Math.Max(0, sign - 8), sign, " \t"u8), BindingForm.Compared);
            case (byte)':' when StartsWith(text, at - "forhttpheaderfield:".Length, "forhttpheaderfield:"):
                var comma = TrimEnd(text, Math.Max(0, at - 40), at - "forhttpheaderfield:".Length, " \t\r\n"u8) - 1;
                return At(text, comma) == ',' ? LiteralBefore(text, comma, BindingForm.Quoted) : null;
            case (byte)'(':
                var dot = StartOfCall(text, at - 1) - 1;
                return At(text, dot) == '.' && FormOf(text, at - 1) is { } called ? LiteralBefore(text, dot, called) : null;
            case (byte)',':
                return LiteralBefore(text, TrimEnd(text, Math.Max(0, at - 9), at - 1, " \t"u8), BindingForm.Compared) is { } literal
                    && At(text, literal.Start - 2) == '(' && FormOf(text, literal.Start - 2) is { } form ? literal with { Form = form } : null;
            default:
                return null;
        }
    }

    /// <summary>How the call whose bracket opens at an index compares its arguments; null where it does not.</summary>
    public static BindingForm? FormOf(ReadOnlySpan<byte> text, int bracket)
    {
        var start = StartOfCall(text, bracket);
        foreach (var call in Calls)
        {
            if (bracket - start >= call.Length && StartsWith(text, bracket - call.Length, call))
                return StartsWith(text, start, "assert") || StartsWith(text, start - "assert.".Length, "assert.") ? BindingForm.Expected : BindingForm.Compared;
        }

        return null;
    }

    private static int StartOfCall(ReadOnlySpan<byte> text, int bracket)
    {
        var start = bracket;
        while (start > 0 && bracket - start < LongestOperand && IsName(text[start - 1]))
            start--;
        return start;
    }

    private static int StartOfOperand(ReadOnlySpan<byte> text, int nameStart)
    {
        var start = nameStart;
        while (start > 0 && nameStart - start < LongestOperand && !IsBlank(text[start - 1])
            && !(text[start - 1] == '(' && !IsQuote(text[start])) && text[start - 1] is not ((byte)',' or (byte)'=' or (byte)'!' or (byte)'\n' or (byte)';'))
        {
            start--;
        }

        return start;
    }

    /// <summary>The literal that ends before an index; null where none does.</summary>
    public static Binding? LiteralBefore(ReadOnlySpan<byte> text, int end, BindingForm form)
    {
        var quote = At(text, end - 1);
        if (!IsQuote(quote))
            return null;

        var lowest = Math.Max(0, end - LongestValue);
        for (var i = end - 2; i >= lowest && text[i] is not ((byte)'\n' or (byte)'\r'); i--)
        {
            if (text[i] == quote && At(text, i - 1) != '\\')
                return i + 1 < end - 1 ? new Binding(i + 1, end - 1, form) : null;
        }

        return null;
    }
}
