using KeySafety.Detection.Documents;
using KeySafety.Detection.Names;
using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Several secrets under one name: <c>passwords = {"anna": "x"}</c>, <c>api_keys: ["x", "y"]</c>, and a list of YAML below <c>tokens:</c>.</summary>
internal static class Collections
{
    private const int Reach = 2000;

    // A longer one is a list of words, of test vectors or of bad passwords.
    private const int Most = 12;

    /// <summary>Judges the items behind a name in the plural.</summary>
    public static void Find(in TextView view, string name, int nameEnd, Syntax syntax, ContentScan scan)
    {
        var text = view.Bytes;
        var at = TrimStart(text, nameEnd, Math.Min(text.Length, nameEnd + 4), "\"'] "u8);
        if (At(text, at) is not ((byte)'=' or (byte)':'))
            return;

        at = TrimStart(text, at, Math.Min(text.Length, at + 8), ":=> \t"u8);
        Span<Binding> items = stackalloc Binding[Most];
        var count = At(text, at) is (byte)'[' or (byte)'{' or (byte)'(' ? ReadBrackets(in view, name, at, items)
            : syntax == Syntax.Settings && At(text, at) is (byte)'\r' or (byte)'\n' ? ReadDashes(text, at, items)
            : 0;
        for (var i = 0; i < count; i++)
        {
            if (items[i].End - items[i].Start >= 4)
                scan.Judge(in view, name, items[i]);
        }
    }

    /// <summary>The items in brackets, or the values of a table; 0 where they are too many.</summary>
    private static int ReadBrackets(in TextView view, string name, int open, Span<Binding> items)
    {
        var text = view.Bytes;
        var isTable = text[open] == '{';
        var (count, depth) = (0, 0);
        var end = Math.Min(text.Length, open + Reach);
        for (var i = open; i < end; i++)
        {
            var c = text[i];
            if (c is (byte)'[' or (byte)'{' or (byte)'(')
                depth++;
            else if (c is (byte)']' or (byte)'}' or (byte)')' && --depth == 0)
                return count;

            if (!IsQuote(c))
                continue;

            var close = Until(text, i + 1, [c, (byte)'\n'], end - i - 1);
            if (At(text, close) != c)
                return 0;

            var next = At(text, SkipBlanks(text, close + 1));
            if (next is not ((byte)':' or (byte)'=') && (!isTable || IsOfSecret(in view, name, open, i)))
            {
                if (count == items.Length)
                    return 0;
                items[count++] = new Binding(i + 1, close, BindingForm.Quoted);
            }

            i = close;
        }

        return 0;
    }

    // Behind a key that names whose secret it is.
    private static bool IsOfSecret(in TextView view, string name, int open, int quote)
    {
        var text = view.Bytes;
        var sign = TrimEnd(text, open, quote, " \t"u8);
        if (At(text, sign - 1) is not ((byte)':' or (byte)'=' or (byte)'>'))
            return false;

        var end = TrimEnd(text, open, sign, " \t:=>\"'"u8);
        var start = end;
        while (start > open && end - start < 64 && (IsName(text[start - 1]) || text[start - 1] == '-'))
            start--;
        var own = view.Read(start, end - start);
        var item = name.Substring(0, name.Length - 1);
        return !SettingNames.IsAboutSecrets(own) && SecretName.IsTelling($"{own}_{item}");
    }

    private static int ReadDashes(ReadOnlySpan<byte> text, int at, Span<Binding> items)
    {
        var count = 0;
        var end = Math.Min(text.Length, at + Reach);
        while (at < end)
        {
            var line = TrimStart(text, at, end, "\r\n"u8);
            var first = SkipBlanks(text, line);
            if (At(text, first) != '-' || !IsBlank(At(text, first + 1)))
                break;

            at = Until(text, first, "\r\n"u8, end - first);
            var start = TrimStart(text, first + 1, at, " \t\"'"u8);
            var close = TrimEnd(text, start, at, " \t\"'"u8);
            if (text.Slice(start, close - start).IndexOfAny((byte)' ', (byte)':') >= 0)
                continue;
            if (count == items.Length)
                return 0;
            items[count++] = new Binding(start, close, BindingForm.Bare);
        }

        return count;
    }
}
