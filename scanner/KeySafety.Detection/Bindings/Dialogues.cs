using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>What a script answers when it is asked for a password: <c>expect "password:"</c>, then <c>send "x\r"</c>; <c>child.sendline('x')</c>.</summary>
internal static class Dialogues
{
    private const int Reach = 80;

    /// <summary>The answer to a question that ends, but for signs, with the name before an index; null where none is sent.</summary>
    public static Binding? ReadAnswer(ReadOnlySpan<byte> text, int nameEnd)
    {
        var close = TrimStart(text, nameEnd, Math.Min(text.Length, nameEnd + 8), ":?*. $"u8);
        if (!IsQuote(At(text, close)))
            return null;

        var at = TrimStart(text, close + 1, Math.Min(text.Length, close + Reach), " \t\r\n;){}]"u8);
        var end = Math.Min(text.Length, at + Reach);
        while (at < end && (IsName(text[at]) || text[at] is (byte)'.' or (byte)'$') && !StartsWith(text, at, "send"))
            at++;
        if (!StartsWith(text, at, "send"))
            return null;

        while (IsName(At(text, at)))
            at++;
        at = TrimStart(text, at, Math.Min(text.Length, at + 8), " (-sh"u8);
        var quote = At(text, at);
        if (!IsQuote(quote))
            return null;

        var valueEnd = Until(text, at + 1, [quote, (byte)'\n'], Reach);
        if (At(text, valueEnd) != quote)
            return null;

        // The return key.
        while (valueEnd - 2 > at && text[valueEnd - 2] == '\\' && text[valueEnd - 1] is (byte)'r' or (byte)'n')
            valueEnd -= 2;
        return valueEnd > at + 1 ? new Binding(at + 1, valueEnd, BindingForm.Quoted) : null;
    }
}
