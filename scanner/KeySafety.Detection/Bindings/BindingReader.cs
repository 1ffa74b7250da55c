using KeySafety.Detection.Names;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Reads the value that is bound to a name, in the syntax of the file at hand.</summary>
/// <remarks>Looks at a few bytes behind the name and at the value: the cost does not depend on the file.</remarks>
internal readonly ref struct BindingReader
{
    // Annotations, attributes and accessors between name and operator are short.
    private const int OperatorReach = 64;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Syntax _syntax;
    private readonly ValueReader _values;

    /// <summary>Reads from a text.</summary>
    public BindingReader(ReadOnlySpan<byte> text, Syntax syntax)
    {
        _text = text;
        _syntax = syntax;
        _values = new ValueReader(text, syntax);
    }

    /// <summary>The value of the name at these bytes; null where none is bound.</summary>
    public Binding? Read(int nameStart, int nameEnd)
    {
        // A::B and A::B(...) name a type or a member.
        if (At(_text, nameStart - 1) == ':' && At(_text, nameStart - 2) == ':')
            return null;

        var at = nameEnd;
        var isQuotedName = false;
        if (At(_text, at) == '\\' && IsQuote(At(_text, at + 1)))
            (at, isQuotedName) = (at + 2, true);
        else if (IsQuote(At(_text, at)))
            (at, isQuotedName) = (at + 1, true);

        if (At(_text, nameStart - 1) == '<' && At(_text, at) == '>')
            return _values.ReadMarkup(at + 1);

        if (isQuotedName)
            return ReadBehindQuotedName(at);

        if (At(_text, at) == '[' && _text.Slice(at, Math.Min(8, _text.Length - at)).IndexOf((byte)']') is > 0 and var close)
            at += close + 1;

        var next = SkipBlanks(_text, at);
        if (At(_text, next) is (byte)'\r' or (byte)'\n')
            return ReadPair(nameStart, next);

        return ReadOperator(nameStart, at, next);
    }

    private Binding? ReadBehindQuotedName(int at)
    {
        if (ReadValueOfPair(at) is { } pair)
            return pair;

        // config["password"] = "x", getenv("PASSWORD") || "x"
        while (At(_text, at) is (byte)']' or (byte)')')
            at++;

        var next = SkipBlanks(_text, at);
        switch (At(_text, next))
        {
            case (byte)',':
                next = SkipBlanks(_text, next + 1);
                return IsQuote(At(_text, next)) || HasPrefix(next) ? _values.ReadQuoted(next, BindingForm.Quoted) : null;
            case (byte)'>':
                return _values.ReadMarkup(next + 1);
            case (byte)'|' or (byte)'?' when At(_text, next + 1) == At(_text, next):
                return _values.ReadQuoted(SkipBlanks(_text, next + 2), BindingForm.Quoted);
            case (byte)'=' or (byte)':' or (byte)'!':
                return ReadOperator(0, at, next);
            default:
                return null;
        }
    }

    private Binding? ReadOperator(int nameStart, int nameEnd, int at)
    {
        var c = At(_text, at);
        var second = At(_text, at + 1);
        switch (c)
        {
            case (byte)'=' when second == '=':
                return _values.ReadQuoted(SkipBlanks(_text, at + (At(_text, at + 2) == '=' ? 3 : 2)), BindingForm.Compared);
            case (byte)'!' when second == '=':
                return _values.ReadQuoted(SkipBlanks(_text, at + (At(_text, at + 2) == '=' ? 3 : 2)), BindingForm.Compared);
            case (byte)'=' when second == '~':
                return null;
            case (byte)'=':
                return _values.Read(nameStart, at + (second == '>' ? 2 : 1), isTight: at == nameEnd && second != '>');
            case (byte)':' when second == '=':
                return _values.Read(nameStart, at + 2, isTight: false);
            case (byte)':' when second == ':':
                return null;
            case (byte)':':
                return _values.Read(nameStart, SkipAnnotation(at + 1), isTight: false);
            case (byte)'?' when second is (byte)'=' or (byte)':':
                return _values.Read(nameStart, SkipAnnotation(at + 2), isTight: false);
            case (byte)'|' or (byte)'?' when second == c:
                return _values.ReadQuoted(SkipBlanks(_text, At(_text, at + 2) == '=' ? at + 3 : at + 2), BindingForm.Quoted);
            case (byte)'(' when at == nameEnd && !IsUpper(nameStart, nameEnd):
                return _values.ReadQuoted(SkipBlanks(_text, at + 1), BindingForm.Quoted);
            case (byte)'{':
                return ReadProperty(at);
            default:
                return at > nameEnd ? ReadBehindBlank(nameStart, nameEnd, at) : null;
        }
    }

    /// <summary><c>PASSWORD 'x'</c>, <c>#define PASSWORD "x"</c>, <c>--password x</c>, <c>password string = "x"</c>.</summary>
    private Binding? ReadBehindBlank(int nameStart, int nameEnd, int at)
    {
        if (_syntax == Syntax.Code && SkipAnnotation(nameEnd) is var value && value > nameEnd)
            return _values.Read(nameStart, value, isTight: false);

        if (At(_text, at) is (byte)'"' or (byte)'\'')
            return nameEnd - nameStart > 5 ? _values.ReadQuoted(at, BindingForm.Quoted) : null;

        var isOption = At(_text, nameStart - 1) == '-';
        return isOption ? _values.ReadBare(at, BindingForm.Bare)
            : _syntax is Syntax.Code ? null
            : _values.ReadBare(at, BindingForm.Loose);
    }

    /// <summary><c>Password { get; set; } = "x"</c>.</summary>
    private Binding? ReadProperty(int at)
    {
        var close = Until(_text, at, "}\n"u8, OperatorReach);
        var next = SkipBlanks(_text, close + 1);
        return At(_text, close) == '}' && At(_text, next) == '='
            ? _values.ReadQuoted(SkipBlanks(_text, next + 1), BindingForm.Quoted)
            : null;
    }

    /// <summary>Behind a type and its <c>=</c>, where the code says <c>name: type = value</c>; otherwise the same index.</summary>
    private int SkipAnnotation(int at)
    {
        if (_syntax != Syntax.Code)
            return at;

        var start = SkipBlanks(_text, at);
        var end = Until(_text, start, "=\"'\n,;(){}#"u8, OperatorReach);
        if (At(_text, end) == '\'' && At(_text, end - 1) == '&')
            end = Until(_text, end + 1, "=\"'\n,;(){}#"u8, OperatorReach); // a lifetime of Rust
        return end > start && At(_text, end) == '=' && At(_text, end + 1) is not ((byte)'=' or (byte)'>') ? end + 1 : at;
    }

    /// <summary><c>name: PASSWORD</c> and, on the next line, <c>value: x</c>.</summary>
    private Binding? ReadPair(int nameStart, int at)
    {
        var lineStart = LineStart(_text, nameStart, OperatorReach);
        var end = TrimEnd(_text, lineStart, nameStart, " \t"u8);
        var first = TrimStart(_text, lineStart, end, " \t-"u8);
        return At(_text, end - 1) == ':' && (StartsWith(_text, first, "name") || StartsWith(_text, first, "key"))
            ? ReadValueOfPair(at)
            : null;
    }

    private Binding? ReadValueOfPair(int at)
    {
        var end = Math.Min(_text.Length, at + OperatorReach);
        while (at < end && _text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'"' or (byte)'\'' or (byte)'@')
            at++;

        if (!StartsWith(_text, at, "value"))
            return null;

        at += "value".Length;
        if (IsQuote(At(_text, at)))
            at++;

        at = SkipBlanks(_text, at);
        return At(_text, at) is (byte)':' or (byte)'=' ? _values.Read(at, at + (At(_text, at + 1) == '>' ? 2 : 1), isTight: false) : null;
    }

    // A macro, whose argument is more often a name.
    private bool IsUpper(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (_text[i] is >= (byte)'a' and <= (byte)'z')
                return false;
        }

        return true;
    }

    private bool HasPrefix(int at) => IsLetter(At(_text, at)) && IsQuote(At(_text, at + 1));
}
