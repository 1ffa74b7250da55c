using KeySafety.Detection.Names;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Reads the value behind a name where only a blank stands between, as commands, settings of daemons and SQL have it.</summary>
internal readonly ref struct BlankReader
{
    private const int Reach = 64;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Syntax _syntax;
    private readonly ValueReader _values;

    /// <summary>Reads from a text.</summary>
    public BlankReader(ReadOnlySpan<byte> text, Syntax syntax, in ValueReader values)
    {
        _text = text;
        _syntax = syntax;
        _values = values;
    }

    /// <summary><c>PASSWORD 'x'</c>, <c>#define PASSWORD "x"</c>, <c>--password x</c>.</summary>
    public Binding? Read(int nameStart, int nameEnd, int at)
    {
        if (IsQuote(At(_text, at)) || (At(_text, at) == '@' && At(_text, at + 1) == '"'))
            return nameEnd - nameStart > 5 ? _values.ReadQuoted(at, IsInSentence(nameStart) ? BindingForm.Prose : BindingForm.Quoted) : null;

        if (_syntax is Syntax.Code or Syntax.Shell && BehindComparison(at) is > 0 and var compared)
            return _values.ReadQuoted(compared, BindingForm.Compared);

        if (_syntax != Syntax.Code && At(_text, at) == '|')
            return _values.ReadBare(at + 1, BindingForm.Prose);

        if (_syntax != Syntax.Code && StartsWith(_text, at, "is "))
            return _values.ReadBare(at + 3, IsQuote(At(_text, at + 3)) ? BindingForm.Prose : BindingForm.Loose);

        // Routers name the kind of what follows: password 0 plain, password 7 scrambled.
        if (_syntax != Syntax.Code && At(_text, at) is >= (byte)'0' and <= (byte)'9' && At(_text, at + 1) == ' ' && At(_text, Until(_text, at + 2, " \r\n"u8, Reach)) is 0 or (byte)'\r' or (byte)'\n')
            return _values.ReadBare(at + 2, BindingForm.Bare);

        // golang.org/x/oauth2 v0.1, and the verb.
        if (At(_text, nameStart - 1) == '/' || (nameEnd - nameStart == 4 && _syntax != Syntax.Shell && StartsWith(_text, nameStart, "pass")))
            return null;

        var isOption = At(_text, nameStart - 1) == '-' || IsBehindLogin(nameStart) || IsAssigned(nameStart, at);
        return isOption ? _values.ReadBare(at, BindingForm.Bare)
            : _syntax is Syntax.Code ? null
            : _values.ReadBare(at, IsLastOfLine(nameStart, at) ? BindingForm.Prose : BindingForm.Loose);
    }

    // user ops insecure-password x, neighbor 10.0.0.1 password x: settings of daemons and routers, not their comments
    private bool IsLastOfLine(int nameStart, int at)
    {
        if (_syntax != Syntax.Settings || At(_text, TrimStart(_text, LineStart(_text, nameStart, 200), nameStart, " \t"u8)) is (byte)'#' or (byte)';' or (byte)'/')
            return false;

        return At(_text, SkipBlanks(_text, Until(_text, at, " \t\r\n"u8, 4 * Reach))) is 0 or (byte)'\r' or (byte)'\n';
    }

    // is "x", is not "x", eq 'x', -eq 'x'
    private int BehindComparison(int at)
    {
        foreach (var word in (string[])["is not ", "is ", "eq ", "ne ", "-eq ", "-ne ", "-ceq ", "-cne "])
        {
            if (StartsWith(_text, at, word) && IsQuote(At(_text, SkipBlanks(_text, at + word.Length))))
                return SkipBlanks(_text, at + word.Length);
        }

        return 0;
    }

    // "the admin password 'x'" in a comment or a text; not WITH PASSWORD 'x', #define PASSWORD "x", set password "x".
    private bool IsInSentence(int nameStart)
    {
        var end = TrimEnd(_text, Math.Max(0, nameStart - 8), nameStart, " \t"u8);
        if (_syntax == Syntax.Shell || end == nameStart || !IsLetter(At(_text, end - 1)) || _text[nameStart] is >= (byte)'A' and <= (byte)'Z')
            return false;

        foreach (var word in (string[])["with", "define", "set", "encrypted", "const", "username", "login", "identified"])
        {
            if (StartsWith(_text, end - word.Length, word))
                return false;
        }

        return true;
    }

    /// <summary>Settings and shells that assign with a blank: <c>bindpw x</c> alone on its line, <c>setenv PASSWORD x</c>, <c>set -gx PASSWORD x</c>.</summary>
    private bool IsAssigned(int nameStart, int at)
    {
        var lineStart = LineStart(_text, nameStart, Reach);
        var first = TrimStart(_text, lineStart, nameStart, " \t"u8);
        if (_syntax == Syntax.Settings && first == nameStart)
            return IsLastOfLine(nameStart, at);

        // The installer of Debian: owner, question, type and value.
        if (StartsWith(_text, first, "d-i "))
            return true;

        return _syntax == Syntax.Shell && (StartsWith(_text, first, "setenv ") || StartsWith(_text, first, "set -") || StartsWith(_text, first, "env ") || StartsWith(_text, first, "arg "));
    }

    // machine api login deploy password x, as .netrc has it, also on three lines.
    private bool IsBehindLogin(int nameStart)
    {
        var start = _syntax == Syntax.Settings ? Math.Max(0, nameStart - (2 * Reach)) : LineStart(_text, nameStart, 4 * Reach);
        return _text.Slice(start, nameStart - start).IndexOf("login "u8) >= 0;
    }
}
