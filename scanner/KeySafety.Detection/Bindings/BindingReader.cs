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

        // The working directory of a shell.
        if (nameEnd - nameStart == 3 && At(_text, nameStart - 1) is (byte)'$' or (byte)'{' && _text.Slice(nameStart, 3).SequenceEqual("PWD"u8))
            return null;

        var at = nameEnd;
        var isQuotedName = false;
        if (At(_text, at) == '\\' && IsQuote(At(_text, at + 1)))
            (at, isQuotedName) = (at + 2, true);
        else if (IsQuote(At(_text, at)))
            (at, isQuotedName) = (at + 1, true);

        if (Elements.Read(_text, in _values, nameStart, at) is { } element)
            return element;

        if (isQuotedName)
            return ReadBehindQuotedName(nameStart, at);

        if (At(_text, at) == '[' && _text.Slice(at, Math.Min(8, _text.Length - at)).IndexOf((byte)']') is > 0 and var close)
            at += close + 1;

        // params[:password] = "x", [password, setPassword] = useState("x")
        if (At(_text, at) is (byte)']' or (byte)')' && At(_text, SkipBlanks(_text, at + 1)) == '=' && Destructuring.Read(_text, nameStart, SkipBlanks(_text, at + 1)) is { } part)
            return part;
        if (At(_text, at) == ']' && (At(_text, nameStart - 1) == ':' || At(_text, SkipBlanks(_text, at + 1)) == '='))
            at++;

        var next = SkipBlanks(_text, at);
        if (At(_text, next) is (byte)'\r' or (byte)'\n')
            return ValueMembers.ReadNextLine(_text, in _values, nameStart, next);

        return ReadOperator(nameStart, at, next);
    }

    private Binding? ReadBehindQuotedName(int nameStart, int at)
    {
        if (ValueMembers.ReadBehind(_text, in _values, at) is { } pair)
            return pair;

        // config["password"] = "x", getenv("PASSWORD") || "x", find("#password").fill("x")
        while (At(_text, at) is (byte)']' or (byte)')')
            at++;

        if (At(_text, at) == '.' && At(_text, at - 1) == ')')
            return ReadTyped(at + 1);

        var next = SkipBlanks(_text, at);
        switch (At(_text, next))
        {
            case (byte)',':
                next = SkipBlanks(_text, next + 1);
                next = StartsWith(_text, next, "default=") ? next + "default=".Length
                    : StartsWith(_text, next, "with: ") ? next + "with: ".Length
                    : next;
                if (!IsQuote(At(_text, next)) && !HasPrefix(next))
                    return null;
                return _values.ReadQuoted(next, BindingForm.Quoted) is { } argument
                    ? argument with { Form = IsArgument(nameStart - 1) || IsPair(nameStart - 1, argument.End + 1) ? BindingForm.Quoted : BindingForm.Prose }
                    : null;
            case (byte)'>':
                return Elements.IsNext(_text, next + 1) ? Elements.ReadNext(_text, in _values, next + 1) : _values.ReadMarkup(next + 1);
            case (byte)'|' or (byte)'?' when At(_text, next + 1) == At(_text, next):
                return _values.ReadQuoted(SkipBlanks(_text, At(_text, next + 2) == '=' ? next + 3 : next + 2), BindingForm.Quoted);
            case (byte)'=' or (byte)':' or (byte)'!':
                return ReadOperator(0, at, next);
            case (byte)'-' when At(_text, next + 1) == '>':
                return _values.ReadQuoted(SkipBlanks(_text, next + 2), BindingForm.Quoted);
            case (byte)'{':
                return ValueMembers.ReadDefault(_text, in _values, next);
            case (byte)'t' when StartsWith(_text, next, "to "):
                return _values.ReadQuoted(SkipBlanks(_text, next + 3), BindingForm.Quoted);
            case (byte)'w' when StartsWith(_text, next, "with "):
                return _values.ReadQuoted(SkipBlanks(_text, next + 5), BindingForm.Compared);
            default:
                return next > at ? Elements.ReadBehindAttributes(_text, in _values, next) : null;
        }
    }

    /// <summary>What a test of a user interface types into a field.</summary>
    private Binding? ReadTyped(int at)
    {
        var open = Until(_text, at, "(\r\n \"'"u8, 20);
        return At(_text, open) == '(' && (StartsWith(_text, at, "type") || StartsWith(_text, at, "fill") || StartsWith(_text, at, "send") || StartsWith(_text, at, "set")
            || StartsWith(_text, at, "val"))
            ? _values.ReadQuoted(SkipBlanks(_text, open + 1), BindingForm.Expected)
            : null;
    }

    /// <summary><c>expect(password).toBe("x")</c></summary>
    private Binding? ReadExpected(int at)
    {
        if (!StartsWith(_text, at, ").to") && !StartsWith(_text, at, ").is"))
            return null;

        var open = Until(_text, at + 1, "(\r\n \"'"u8, 24);
        return At(_text, open) == '(' ? _values.ReadQuoted(SkipBlanks(_text, open + 1), BindingForm.Expected) : null;
    }

    // ("password", "x") and ["--password", "x"] bind; a list of words does not, unless its values stand out.
    private bool IsArgument(int quote)
    {
        while (At(_text, quote) is (byte)'-' or (byte)'\\' || IsQuote(At(_text, quote)) || IsLetter(At(_text, quote)))
        {
            if (At(_text, quote) == '-')
                return true;
            quote--;
        }

        return At(_text, quote) == '(';
    }

    // { "password", "x" }
    private bool IsPair(int quote, int next)
    {
        var open = TrimEnd(_text, Math.Max(0, quote - 4), quote, " @$"u8);
        return At(_text, open - 1) == '{' && At(_text, SkipBlanks(_text, next)) == '}';
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
            case (byte)'=' or (byte)':' when at > nameEnd && Destructuring.Read(_text, nameStart, at) is { } part:
                return part;
            case (byte)'=':
                return _values.Read(nameStart, at + (second == '>' ? 2 : 1), isTight: at == nameEnd && second != '>');
            case (byte)':' when second == '=':
                return _values.Read(nameStart, at + 2, isTight: false);
            case (byte)':' when second == ':':
                return At(_text, at + 2) == '=' ? _values.Read(nameStart, at + 3, isTight: false) : null;
            case (byte)':' when At(_text, nameStart - 1) == '{' && At(_text, nameStart - 2) == '$':
                return _values.ReadBraced(at + 1);
            case (byte)'<' when second == '-':
                return _values.ReadQuoted(SkipBlanks(_text, at + 2), BindingForm.Quoted);
            case (byte)',':
                return ReadArgument(nameStart, at);
            case (byte)')' when at == nameEnd:
                return ReadExpected(at);
            case (byte)':' when At(_text, SkipBlanks(_text, at + 1)) == '{' && nameStart == 0:
                return ValueMembers.ReadInside(_text, in _values, SkipBlanks(_text, at + 1) + 1);
            case (byte)':':
                return _values.Read(nameStart, SkipAnnotation(at + 1), isTight: false);
            case (byte)'?' when second is (byte)'=' or (byte)':':
                return _values.Read(nameStart, SkipAnnotation(at + 2), isTight: false);
            case (byte)'|' or (byte)'?' when second == c:
                return _values.ReadQuoted(SkipBlanks(_text, At(_text, at + 2) == '=' ? at + 3 : at + 2), BindingForm.Quoted);
            case (byte)'(' when at == nameEnd && IsQuestion(nameStart):
                return null;
            case (byte)'(' when at == nameEnd && (!IsUpper(nameStart, nameEnd) || At(_text, at + 1) == '\''):
                return _values.ReadQuoted(SkipBlanks(_text, at + 1), BindingForm.Quoted);
            case (byte)'{' when IsQuote(second):
                return _values.ReadQuoted(at + 1, BindingForm.Quoted);
            case (byte)'{':
                return ReadProperty(at);
            default:
                return at > nameEnd ? ReadBehindBlank(nameStart, nameEnd, at) : null;
        }
    }

    /// <summary><c>strcmp(password, "x")</c>, and <c>{ name: PASSWORD, value: x }</c>.</summary>
    private Binding? ReadArgument(int nameStart, int at)
    {
        var lineStart = LineStart(_text, nameStart, OperatorReach);
        var before = _text.Slice(lineStart, nameStart - lineStart);
        var bracket = At(_text, nameStart - 1) is (byte)'$' or (byte)'&' or (byte)'@' ? nameStart - 2 : nameStart - 1;
        if (before.EndsWith("cpy("u8))
            return _values.ReadQuoted(SkipBlanks(_text, at + 1), BindingForm.Compared);
        if (At(_text, bracket) == '(' && Comparisons.FormOf(_text, bracket) is { } form)
            return _values.ReadQuoted(SkipBlanks(_text, at + 1), form);

        // Ruby's set :password, "x"; Erlang's {password, "x"}
        if (before.EndsWith("set :"u8) || before.EndsWith("{"u8))
            return _values.ReadQuoted(SkipBlanks(_text, at + 1), BindingForm.Quoted) is { } pair && (before.EndsWith(":"u8) || At(_text, SkipBlanks(_text, pair.End + 1)) == '}') ? pair : null;

        // put(Context.SECURITY_CREDENTIALS, "x"), setopt(handle, CURLOPT_USERPWD, "x"): a constant that names an option
        var lastWord = nameStart + _text.Slice(nameStart, at - nameStart).LastIndexOf((byte)'.') + 1;
        if (IsUpper(lastWord, at) && before.IndexOf((byte)'(') > 0 && IsQuote(At(_text, SkipBlanks(_text, at + 1))))
            return _values.ReadQuoted(SkipBlanks(_text, at + 1), BindingForm.Quoted);

        return before.EndsWith("name: "u8) || before.EndsWith("key: "u8) ? ValueMembers.ReadBehind(_text, in _values, at) : null;
    }

    /// <summary><c>password string = "x"</c>, or without an operator.</summary>
    private Binding? ReadBehindBlank(int nameStart, int nameEnd, int at)
    {
        if (_syntax == Syntax.Code && SkipAnnotation(nameEnd) is var value && value > nameEnd)
            return _values.Read(nameStart, value, isTight: false);

        return new BlankReader(_text, _syntax, in _values).Read(nameStart, nameEnd, at);
    }

    // getPassword("db"), read_token('x'), validate_password("x"): the argument says which one.
    private bool IsQuestion(int nameStart)
    {
        foreach (var verb in (string[])["get", "read", "fetch", "find", "load", "has", "is", "ask", "prompt", "request", "lookup", "resolve", "delete", "remove", "validate", "decode"])
        {
            if (StartsWith(_text, nameStart, verb) && At(_text, nameStart + verb.Length) is var next && (next == '_' || next is >= (byte)'A' and <= (byte)'Z'))
                return true;
        }

        return false;
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
        var end = Until(_text, start, "=\"'\n,;(){}#$+%/"u8, OperatorReach);
        if (At(_text, end) == '\'' && At(_text, end - 1) == '&')
            end = Until(_text, end + 1, "=\"'\n,;(){}#"u8, OperatorReach); // a lifetime of Rust
        return end > start && At(_text, end) == '=' && At(_text, end + 1) is not ((byte)'=' or (byte)'>') ? end + 1 : at;
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
