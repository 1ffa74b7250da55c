using System.Globalization;
using static KeySafety.Detection.Matching.PatternNode;

namespace KeySafety.Detection.Matching;

/// <summary>Reads the subset of regular expressions that rules are written in.</summary>
/// <remarks>
/// Literals, classes, groups (one may be named <c>secret</c>), alternatives, repetition, <c>\b ^ $ \A \z</c>, and the options
/// i, m and s. What it does not know it refuses, and the rule runs on .NET's engine instead.
/// </remarks>
internal sealed class PatternParser
{
    private const string Digits = "0123456789";
    private const string Space = " \t\n\v\f\r";
    private readonly string _text;
    private int _at;
    private bool _ignoreCase;
    private bool _multiline;
    private bool _dotTakesLineFeed;

    private PatternParser(string text, bool ignoreCase)
    {
        _text = text;
        _ignoreCase = ignoreCase;
    }

    private bool AtEnd => _at >= _text.Length;

    /// <summary>The tree of a pattern; null where it uses what this engine does not know.</summary>
    public static PatternNode? Parse(string pattern, bool ignoreCase)
    {
        try
        {
            var parser = new PatternParser(pattern, ignoreCase);
            var node = parser.ParseChoice();
            return parser.AtEnd ? node : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static NotSupportedException Unknown(string what) => new(what);

    private PatternNode ParseChoice()
    {
        var (ignoreCase, multiline, dotTakesLineFeed) = (_ignoreCase, _multiline, _dotTakesLineFeed);
        var alternatives = new List<PatternNode> { ParseSequence() };
        while (!AtEnd && _text[_at] == '|')
        {
            _at++;
            alternatives.Add(ParseSequence());
        }

        (_ignoreCase, _multiline, _dotTakesLineFeed) = (ignoreCase, multiline, dotTakesLineFeed);
        return alternatives.Count == 1 ? alternatives[0] : new Choice(alternatives);
    }

    private Sequence ParseSequence()
    {
        var parts = new List<PatternNode>();
        while (!AtEnd && _text[_at] is not ('|' or ')'))
        {
            if (ParseAtom() is { } atom)
                parts.Add(ParseRepeat(atom));
        }

        return new Sequence(parts);
    }

    private PatternNode? ParseAtom()
    {
        var c = _text[_at++];
        return c switch
        {
            '(' => ParseGroup(),
            '[' => new One(Cased(ParseClass())),
            '.' => new One(_dotTakesLineFeed ? ByteSet.All : ByteSet.Of((byte)'\n').Inverse()),
            '^' => new Condition(_multiline ? PatternOp.LineStart : PatternOp.TextStart),
            '$' => new Condition(_multiline ? PatternOp.LineEnd : PatternOp.TextEnd),
            '\\' => ParseEscape(),
            '*' or '+' or '?' => throw Unknown("repetition of nothing"),
            > '\u007F' => throw Unknown("a character beyond ASCII"),
            _ => new One(_ignoreCase ? ByteSet.OfBothCases((byte)c) : ByteSet.Of((byte)c)),
        };
    }

    private PatternNode? ParseGroup()
    {
        if (!Take("?"))
            return CloseGroup(ParseChoice());

        if (Take("<secret>") || Take("P<secret>"))
            return new Secret(CloseGroup(ParseChoice()));

        var (ignoreCase, multiline, dotTakesLineFeed) = (_ignoreCase, _multiline, _dotTakesLineFeed);
        ParseOptions();
        if (Take(")"))
            return null;

        if (!Take(":"))
            throw Unknown("a kind of group");

        var group = CloseGroup(ParseChoice());
        (_ignoreCase, _multiline, _dotTakesLineFeed) = (ignoreCase, multiline, dotTakesLineFeed);
        return group;
    }

    private void ParseOptions()
    {
        for (var on = true; !AtEnd && _text[_at] is 'i' or 'm' or 's' or '-'; _at++)
        {
            switch (_text[_at])
            {
                case 'i': _ignoreCase = on; break;
                case 'm': _multiline = on; break;
                case 's': _dotTakesLineFeed = on; break;
                default: on = false; break;
            }
        }
    }

    private PatternNode CloseGroup(PatternNode node) => Take(")") ? node : throw Unknown("an open group");

    private PatternNode ParseEscape()
    {
        if (AtEnd)
            throw Unknown("a lone backslash");

        switch (_text[_at])
        {
            case 'b': _at++; return new Condition(PatternOp.WordBoundary);
            case 'B': _at++; return new Condition(PatternOp.NoWordBoundary);
            case 'A': _at++; return new Condition(PatternOp.TextStart);
            case 'z': _at++; return new Condition(PatternOp.VeryEnd);
            case 'Z': _at++; return new Condition(PatternOp.TextEnd);
            default: return new One(Cased(ParseEscapedSet()));
        }
    }

    /// <summary>Reads what follows a backslash, inside a class or outside.</summary>
    private ByteSet ParseEscapedSet()
    {
        var c = _text[_at++];
        switch (c)
        {
            case 'd': return ByteSet.Of(Digits);
            case 'D': return ByteSet.Of(Digits).Inverse();
            case 's': return ByteSet.Of(Space);
            case 'S': return ByteSet.Of(Space).Inverse();
            case 'w': return ByteSet.Of(Pattern.IsWord);
            case 'W': return ByteSet.Of(Pattern.IsWord).Inverse();
            case 't': return ByteSet.Of((byte)'\t');
            case 'n': return ByteSet.Of((byte)'\n');
            case 'r': return ByteSet.Of((byte)'\r');
            case 'f': return ByteSet.Of((byte)'\f');
            case 'v': return ByteSet.Of((byte)'\v');
            case 'x': return ByteSet.Of((byte)ParseHex(2));
            default:
                return c < 0x80 && !char.IsLetterOrDigit(c) ? ByteSet.Of((byte)c) : throw Unknown("an escape");
        }
    }

    private int ParseHex(int digits)
    {
        var value = 0;
        for (var i = _at; i < _at + digits; i++)
        {
            if (i >= _text.Length || !Uri.IsHexDigit(_text[i]))
                throw Unknown("a hexadecimal escape");
            value = (value * 16) + Uri.FromHex(_text[i]);
        }

        if (value > 0x7F)
            throw Unknown("a character beyond ASCII");

        _at += digits;
        return value;
    }

    private ByteSet ParseClass()
    {
        var isInverse = Take("^");
        var set = new ByteSet();
        for (var isFirst = true; ; isFirst = false)
        {
            if (AtEnd || _text[_at] > 0x7F || (_text[_at] == '[' && _at + 1 < _text.Length && _text[_at + 1] == ':'))
                throw Unknown("a class");

            if (_text[_at] == ']' && !isFirst)
                break;

            AddToClass(set);
        }

        _at++;
        return isInverse ? Cased(set).Inverse() : set;
    }

    private void AddToClass(ByteSet set)
    {
        var first = ParseClassMember(out var single);
        if (single is null || _at + 1 >= _text.Length || _text[_at] != '-' || _text[_at + 1] == ']')
        {
            set.Add(first);
            return;
        }

        _at++;
        ParseClassMember(out var last);
        if (last is null || last < single)
            throw Unknown("a range");

        set.Add((byte)single, (byte)last);
    }

    private ByteSet ParseClassMember(out char? single)
    {
        var c = _text[_at++];
        if (c != '\\')
        {
            single = c;
            return ByteSet.Of((byte)c);
        }

        if (AtEnd)
            throw Unknown("a lone backslash");

        var set = ParseEscapedSet();
        single = set.Count == 1 ? (char)set.Next(0) : null;
        return set;
    }

    private PatternNode ParseRepeat(PatternNode atom)
    {
        if (AtEnd)
            return atom;

        int min, max;
        switch (_text[_at])
        {
            case '*': (min, max) = (0, int.MaxValue); _at++; break;
            case '+': (min, max) = (1, int.MaxValue); _at++; break;
            case '?': (min, max) = (0, 1); _at++; break;
            case '{': (min, max) = ParseRange(); break;
            default: return atom;
        }

        var isLazy = Take("?");
        if (!AtEnd && _text[_at] is '*' or '+' or '{')
            throw Unknown("a repetition of a repetition");

        return new Repeat(atom, min, max, isLazy);
    }

    private (int Min, int Max) ParseRange()
    {
        var close = _text.IndexOf('}', _at);
        var range = close < 0 ? [] : _text.Substring(_at + 1, close - _at - 1).Split(',');
        if (range.Length is 0 or > 2 || !int.TryParse(range[0], NumberStyles.None, CultureInfo.InvariantCulture, out var min))
            throw Unknown("a brace");

        _at = close + 1;
        if (range.Length == 1)
            return (min, min);

        if (range[1].Length == 0)
            return (min, int.MaxValue);

        return int.TryParse(range[1], NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max >= min
            ? (min, max)
            : throw Unknown("a range");
    }

    private ByteSet Cased(ByteSet set) => _ignoreCase ? set.WithBothCases() : set;

    private bool Take(string text)
    {
        if (string.CompareOrdinal(_text, _at, text, 0, text.Length) != 0)
            return false;

        _at += text.Length;
        return true;
    }
}
