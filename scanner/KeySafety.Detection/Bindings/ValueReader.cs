using System.Text;
using KeySafety.Detection.Names;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Reads a value from its first byte on: in quotes, bare, or between tags.</summary>
internal readonly ref struct ValueReader
{
    // Longer texts under a telling name are keys in PEM or blobs, which have rules of their own.
    private const int Longest = 1024;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Syntax _syntax;

    /// <summary>Reads from a text.</summary>
    public ValueReader(ReadOnlySpan<byte> text, Syntax syntax)
    {
        _text = text;
        _syntax = syntax;
    }

    /// <summary>The value behind an operator.</summary>
    /// <param name="nameStart">Where its name starts.</param>
    /// <param name="at">Behind the operator.</param>
    /// <param name="isTight">Whether no space stands around the operator, as in parameters.</param>
    public Binding? Read(int nameStart, int at, bool isTight)
    {
        var start = SkipBlanks(_text, at);
        if (_syntax == Syntax.Code && At(_text, start) is (byte)'\r' or (byte)'\n')
            start = SkipLine(start);

        if (_syntax == Syntax.Code && At(_text, start) == '(' && At(_text, start + 1) is (byte)'\r' or (byte)'\n')
            start = SkipLine(start + 1);

        if (ReadQuoted(start, BindingForm.Quoted) is { } quoted)
            return ReadElse(quoted) ?? quoted;

        if (isTight && start == at && IsInText(nameStart))
            return ReadParameter(start);

        return _syntax switch
        {
            Syntax.Code when !IsInComment(nameStart) => Alternatives.LiteralIn(_text, start) is >= 0 and var literal ? ReadQuoted(literal, BindingForm.Quoted) : null,
            Syntax.Code or Syntax.Prose => ReadLine(start),
            Syntax.Generated => null,
            Syntax.Settings when IsInline(nameStart) => ReadInline(start),
            _ => ReadBare(start, BindingForm.Bare),
        };
    }

    // "" if isTest else "x": the longer one is the secret.
    private Binding? ReadElse(Binding first)
    {
        var next = SkipBlanks(_text, first.End + 1);
        return _syntax == Syntax.Code && StartsWith(_text, next, "if ") && Alternatives.LiteralIn(_text, next) is >= 0 and var literal
            && ReadQuoted(literal, BindingForm.Quoted) is { } second && second.End - second.Start > first.End - first.Start
            ? second
            : null;
    }

    /// <summary>The text in quotes that starts here, behind a prefix such as <c>b</c>, <c>@</c> or <c>new String(</c>.</summary>
    public Binding? ReadQuoted(int at, BindingForm form)
    {
        at = SkipWrapper(at);
        for (var i = 0; i < 2 && At(_text, at) is (byte)'@' or (byte)'$' or (byte)'&' || (IsLetter(At(_text, at)) && IsQuote(At(_text, at + 1))); i++)
            at++;

        var isEscaped = At(_text, at) == '\\' && IsQuote(At(_text, at + 1));
        if (isEscaped)
            at++;

        var quote = At(_text, at);
        if (quote == '[' && At(_text, at + 1) == '[')
            return ReadUntil(at + 2, "]\r\n"u8, (byte)']', form);
        if (!IsQuote(quote))
            return null;
        if (At(_text, at + 1) == quote && At(_text, at + 2) == quote)
            return ReadUntil(at + 3, [quote, (byte)'\r', (byte)'\n'], quote, form);

        var end = EndOfQuoted(at + 1, quote, isEscaped);
        return end > at + 1 ? new Binding(at + 1, end, form) : null;
    }

    /// <summary>The default in <c>${name:default}</c>.</summary>
    public Binding? ReadBraced(int at) => ReadUntil(at, "}\"'\r\n"u8, (byte)'}', BindingForm.Quoted);

    private Binding? ReadLine(int at) =>
        ReadBare(at, BindingForm.Prose) is { } bare
            ? bare with { Form = At(_text, SkipBlanks(_text, bare.End)) is 0 or (byte)'\r' or (byte)'\n' ? BindingForm.Line : BindingForm.Prose }
            : null;

    /// <summary>A bare value; null where it is empty or several words.</summary>
    public Binding? ReadBare(int at, BindingForm form)
    {
        at = SkipBlanks(_text, at);
        if (StartsWith(_text, at, "!!str "))
            at = SkipBlanks(_text, at + 6);

        if (_syntax == Syntax.Settings && At(_text, at) is (byte)'|' or (byte)'>')
            at = SkipBlockSign(at);
        if (form is BindingForm.Prose or BindingForm.Loose)
            at = TrimStart(_text, at, Math.Min(_text.Length, at + 4), "* "u8);
        if (IsQuote(At(_text, at)))
            return ReadQuoted(at, form);

        var end = _syntax == Syntax.Settings && form == BindingForm.Bare
            ? EndOfSetting(at)
            : Until(_text, at, " \t\r\n;|&)\"'`<>,"u8, Longest);
        end = TrimEnd(_text, at, end, form is BindingForm.Prose or BindingForm.Loose ? ";, \t\r\\.:*"u8 : ";, \t\r\\"u8);
        return end > at ? new Binding(at, end, form) : null;
    }

    /// <summary>The text between tags.</summary>
    public Binding? ReadMarkup(int at)
    {
        if (StartsWith(_text, at, "<![cdata["))
            return ReadUntil(at + "<![cdata[".Length, "]\r\n"u8, (byte)']', BindingForm.Quoted);

        return ReadUntil(at, "<\r\n"u8, (byte)'<', BindingForm.Quoted);
    }

    private Binding? ReadUntil(int at, ReadOnlySpan<byte> ends, byte close, BindingForm form)
    {
        var end = at < _text.Length ? Until(_text, at, ends, Longest) : at;
        return end > at && At(_text, end) == close ? new Binding(at, end, form) : null;
    }

    /// <summary>Whether other words stand before the name on its line, so that a blank ends the value: <c>user=x password=y state=z</c>.</summary>
    private bool IsInline(int nameStart)
    {
        var ignored = " \t-#;\"'{"u8;
        var start = TrimStart(_text, LineStart(_text, nameStart, 200), nameStart, ignored);
        var before = _text.Slice(start, TrimEnd(_text, start, nameStart, ignored) - start);
        return before.Length > 0 && before.IndexOfAny((byte)'=', (byte)':') > 0 && before.IndexOf((byte)' ') > 0;
    }

    private Binding? ReadInline(int at)
    {
        var end = Until(_text, at, " \t\r\n,;}\"'<"u8, Longest);
        return end > at ? new Binding(at, end, BindingForm.Bare) : null;
    }

    /// <summary>Behind the sign of a block scalar of YAML, at its first line; the same index where none starts here.</summary>
    private int SkipBlockSign(int at)
    {
        var end = Until(_text, at, "\r\n"u8, 4);
        return At(_text, end) is (byte)'\r' or (byte)'\n' && TrimStart(_text, at + 1, end, "-+ "u8) == end
            ? TrimStart(_text, end, Math.Min(_text.Length, end + 80), " \t\r\n"u8)
            : at;
    }

    /// <summary>A bare value in a text of several, up to the next.</summary>
    private Binding? ReadParameter(int at)
    {
        var end = Until(_text, at, ";&\"'` \t\r\n<>\\"u8, Longest);
        if (_text.Slice(at, end - at).IndexOf((byte)',') is > 0 and var comma && IsParameter(at + comma + 1))
            end = at + comma;
        return end > at ? new Binding(at, end, BindingForm.Parameter) : null;
    }

    // Redis separates by commas: cache:6380,password=x,ssl=True
    private bool IsParameter(int at)
    {
        var end = at;
        while (IsName(At(_text, end)))
            end++;
        return end > at && At(_text, end) == '=';
    }

    private int EndOfQuoted(int at, byte quote, bool isEscaped)
    {
        var limit = Math.Min(_text.Length, at + Longest);
        for (var i = at; i < limit; i++)
        {
            var c = _text[i];
            if (c is (byte)'\r' or (byte)'\n')
                break;

            if (c == quote)
                return i;

            if (c != '\\')
                continue;

            if (isEscaped && At(_text, i + 1) == quote)
                return i;
            i++;
        }

        return -1;
    }

    private int EndOfSetting(int at)
    {
        var end = Until(_text, at, "\r\n"u8, Longest);
        var value = _text.Slice(at, end - at);
        if (value.IndexOf(" #"u8) is >= 0 and var comment)
            end = at + comment;
        if (_text.Slice(at, end - at).IndexOf("</"u8) is >= 0 and var tag)
            end = at + tag;

        // { password: x, user: y } and [x, y]
        return IsInFlow(at) && _text.Slice(at, end - at).IndexOfAny((byte)',', (byte)'}') is >= 0 and var close ? at + close : end;
    }

    private bool IsInFlow(int at)
    {
        var start = LineStart(_text, at, 200);
        return _text.Slice(start, at - start).IndexOf((byte)'{') is >= 0 and var open && At(_text, start + open - 1) != '$';
    }

    /// <summary>Whether a quote is open where the name starts, or another parameter stands before it.</summary>
    private bool IsInText(int nameStart)
    {
        if (At(_text, nameStart - 1) is (byte)';' or (byte)'&' or (byte)'?')
            return true;

        var start = LineStart(_text, nameStart, 400);
        var first = _text.Slice(start, nameStart - start).IndexOfAny((byte)'"', (byte)'\'');
        if (first < 0)
            return false;

        int doubles = 0, singles = 0;
        for (var i = start + first; i < nameStart; i++)
        {
            doubles += _text[i] == '"' && At(_text, i - 1) != '\\' ? 1 : 0;
            singles += _text[i] == '\'' && At(_text, i - 1) != '\\' ? 1 : 0;
        }

        return doubles % 2 == 1 || (singles % 2 == 1 && doubles == 0);
    }

    // Only whole lines of comment: behind code, // is as often part of a URL.
    private bool IsInComment(int nameStart)
    {
        var first = SkipBlanks(_text, LineStart(_text, nameStart, 200));
        return first < nameStart
            && (At(_text, first) is (byte)'#' or (byte)'*' || (At(_text, first) is (byte)'/' or (byte)'-' && At(_text, first + 1) is (byte)'/' or (byte)'*' or (byte)'-'));
    }

    private int SkipLine(int at)
    {
        var next = at;
        while (next < _text.Length && next < at + 80 && _text[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            next++;
        return IsQuote(At(_text, next)) ? next : at;
    }

    /// <summary>Behind <c>new String(</c>, <c>[]byte(</c>, <c>ConvertTo-SecureString -String </c> and the like.</summary>
    private int SkipWrapper(int at)
    {
        if (At(_text, at) == '(' && IsQuote(At(_text, at + 1)))
            return at + 1;

        if (!IsLetter(At(_text, at)) && At(_text, at) != '[')
            return at;

        var end = at;
        while (end < _text.Length && end < at + 40 && !IsQuote(_text[end]) && _text[end] is not ((byte)'\n' or (byte)',' or (byte)';'))
            end++;
        if (!IsQuote(At(_text, end)) || end - at < 2)
            return at;

        var wrapper = Encoding.ASCII.GetString(_text.Slice(at, end - at).ToArray()).Trim().TrimEnd('(', '@').ToLowerInvariant();
        return wrapper.EndsWith(".getbytes", StringComparison.Ordinal) || wrapper.EndsWith(".frombase64string", StringComparison.Ordinal)
            || wrapper is "string" or "new string" or "str" or "bytes" or "[]byte" or "buffer.from" or "string.from" or "some" or "some(string::from"
            or "string::from" or "std::string" or "convertto-securestring" or "convertto-securestring -string" or "new securestring" or "secretstr" or "encode"
            or "qstringliteral" or "usestate" or "usestate<string>" or "ref" or "signal" or "mutablestateof" or "new formcontrol" or "qlatin1string" or "base64.b64decode" or "u8" or "new char[]" or "secret" or "securestring" ? end : at;
    }
}
