using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Values in XML that stand in the element behind the one that names them: <c>&lt;name>password&lt;/name>&lt;value>x&lt;/value></c>.</summary>
internal static class Elements
{
    // Attributes, and white space between elements, are short.
    private const int Reach = 64;

    /// <summary>The value of a name that is an element or the text of one, which ends at an index; null for other names.</summary>
    public static Binding? Read(ReadOnlySpan<byte> text, in ValueReader values, int nameStart, int at)
    {
        if (At(text, nameStart - 1) == '<' && At(text, at) == '>')
            return StartsWith(text, SkipSpace(text, at + 1), "<value>") ? ReadNext(text, in values, at + 1) : values.ReadMarkup(at + 1);

        return At(text, nameStart - 1) == '>' && (StartsWith(text, at, "</key>") || StartsWith(text, at, "</name>"))
            ? ReadNext(text, in values, Until(text, at, ">"u8, Reach) + 1)
            : null;
    }

    /// <summary><c>&lt;setting name="password" kind="x">&lt;value>x</c>: behind the other attributes.</summary>
    public static Binding? ReadBehindAttributes(ReadOnlySpan<byte> text, in ValueReader values, int at)
    {
        var close = Until(text, at, ">\n"u8, Reach);
        return At(text, close) == '>' && IsNext(text, close + 1) ? ReadNext(text, in values, close + 1) : null;
    }

    /// <summary>The text of the element that follows, if its name says value or text.</summary>
    public static Binding? ReadNext(ReadOnlySpan<byte> text, in ValueReader values, int at)
    {
        at = SkipSpace(text, at);
        return StartsWith(text, at, "<value>") ? values.ReadMarkup(at + "<value>".Length)
            : StartsWith(text, at, "<string>") ? values.ReadMarkup(at + "<string>".Length)
            : null;
    }

    /// <summary>Whether an element starts at an index or behind the white space there.</summary>
    public static bool IsNext(ReadOnlySpan<byte> text, int at) => At(text, SkipSpace(text, at)) == '<' && At(text, SkipSpace(text, at) + 1) != '!';

    private static int SkipSpace(ReadOnlySpan<byte> text, int at) => TrimStart(text, at, Math.Min(text.Length, at + Reach), " \t\r\n"u8);
}
