using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Values that stand in a member of their own, called <c>value</c> or <c>default</c>: <c>{ name: PASSWORD, value: x }</c>.</summary>
internal static class ValueMembers
{
    // Signs between the members are few.
    private const int Reach = 64;

    /// <summary>Terraform's <c>variable "password" { default = "x" }</c>.</summary>
    public static Binding? ReadDefault(ReadOnlySpan<byte> text, in ValueReader values, int at)
    {
        var block = text.Slice(at, Math.Min(4 * Reach, text.Length - at));
        var end = block.IndexOf((byte)'}');
        var index = block.IndexOf("default"u8);
        if (index < 0 || (end >= 0 && end < index))
            return null;

        var sign = SkipBlanks(text, at + index + "default".Length);
        return At(text, sign) == '=' ? values.ReadQuoted(SkipBlanks(text, sign + 1), BindingForm.Quoted) : null;
    }

    /// <summary><c>name: PASSWORD</c> and, on the next line, <c>value: x</c>.</summary>
    public static Binding? ReadNextLine(ReadOnlySpan<byte> text, in ValueReader values, int nameStart, int at)
    {
        var lineStart = LineStart(text, nameStart, Reach);
        var end = TrimEnd(text, lineStart, nameStart, " \t"u8);
        var first = TrimStart(text, lineStart, end, " \t-"u8);
        return At(text, end - 1) == ':' && (StartsWith(text, first, "name") || StartsWith(text, first, "key"))
            ? ReadBehind(text, in values, at)
            : null;
    }

    /// <summary>Azure's <c>"password": { "value": "x" }</c>.</summary>
    public static Binding? ReadInside(ReadOnlySpan<byte> text, in ValueReader values, int at)
    {
        at = TrimStart(text, at, Math.Min(text.Length, at + Reach), " \t\r\n"u8);
        if (!IsQuote(At(text, at)))
            return null;

        foreach (var word in (string[])["value", "defaultvalue", "default"])
        {
            var end = at + 1 + word.Length;
            if (StartsWith(text, at + 1, word) && IsQuote(At(text, end)) && At(text, SkipBlanks(text, end + 1)) == ':')
                return values.ReadQuoted(SkipBlanks(text, SkipBlanks(text, end + 1) + 1), BindingForm.Quoted);
        }

        return null;
    }

    /// <summary><c>"name": "PASSWORD", "value": "x"</c>: what follows the name.</summary>
    public static Binding? ReadBehind(ReadOnlySpan<byte> text, in ValueReader values, int at)
    {
        var end = Math.Min(text.Length, at + Reach);
        while (at < end && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'"' or (byte)'\'' or (byte)'@')
            at++;

        if (StartsWith(text, at, "android:"))
            at += "android:".Length;
        if (!StartsWith(text, at, "value"))
            return null;

        at += "value".Length;
        if (IsQuote(At(text, at)))
            at++;

        at = SkipBlanks(text, at);
        return At(text, at) is (byte)':' or (byte)'=' ? values.Read(at, at + (At(text, at + 1) == '>' ? 2 : 1), isTight: false) : null;
    }
}
