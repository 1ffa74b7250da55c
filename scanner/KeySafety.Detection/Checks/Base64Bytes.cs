namespace KeySafety.Detection.Checks;

/// <summary>The bytes of base64 or base64url text, one after the other, without a buffer.</summary>
/// <remarks>White space, quotes and other characters outside both alphabets are passed over, as in a PEM block within source code;
/// padding ends the text.</remarks>
internal ref struct Base64Bytes
{
    private const int LongestJoint = 60;
    private readonly ReadOnlySpan<char> _text;
    private readonly bool _isPatch;
    private int _index;
    private int _bits;
    private int _bitCount;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isPatch">Whether every line begins with the plus of a patch, which is no digit then.</param>
    public Base64Bytes(ReadOnlySpan<char> text, bool isPatch = false)
    {
        _text = text;
        _isPatch = isPatch;
    }

    /// <summary>The byte at which the enumeration stands.</summary>
    public byte Current { get; private set; }

    public readonly Base64Bytes GetEnumerator() => this;

    /// <summary>Steps to the next byte; false at the end.</summary>
    public bool MoveNext()
    {
        while (_index < _text.Length && _text[_index] != '=')
        {
            var isEscape = TryPassOver(out var digit);
            if (!isEscape)
                digit = Digit(_text[_index++]);
            if (digit < 0)
                continue;

            _bits = ((_bits << 6) | digit) & 0xFFFF;
            _bitCount += 6;
            if (_bitCount < 8)
                continue;

            _bitCount -= 8;
            Current = (byte)(_bits >> _bitCount);
            return true;
        }

        return false;
    }

    /// <summary>Steps over what source code puts between lines: escapes, concatenation and comment signs.</summary>
    /// <param name="digit">The digit that an escape stands for (<c>\u002B</c> is a plus); -1 for all else that is passed over.</param>
    private bool TryPassOver(out int digit)
    {
        digit = -1;
        var start = _index;
        if (_text[_index] == '\\')
        {
            // \n, also after more backslashes in nested literals, or \u000a: letters and digits that are none of the text's.
            while (_index < _text.Length && _text[_index] == '\\')
                _index++;
            if (_index < _text.Length && _text[_index] is 'n' or 'r' or 't')
                _index++;
            else if (_index + 4 < _text.Length && _text[_index] == 'u')
            {
                digit = _text.Slice(_index + 1, 4).Equals("002b".AsSpan(), StringComparison.OrdinalIgnoreCase) ? Digit('+')
                    : _text.Slice(_index + 1, 4).Equals("002f".AsSpan(), StringComparison.OrdinalIgnoreCase) ? Digit('/')
                    : -1;
                _index += 5;
            }
        }
        else if (_text[_index] == '&' && _index + 1 < _text.Length && _text[_index + 1] == '#')
        {
            // A character reference such as &#10;
            if (_text.Slice(_index).IndexOf(';') is > 0 and < 8 and var length)
                _index += length + 1;
        }
        else if (_text[_index] is '"' or '\'')
        {
            // From the end of one literal to the start of the next; a line of base64 is longer.
            var next = _text.Slice(_index + 1).IndexOf(_text[_index]);
            _index += next is >= 0 and < LongestJoint ? next + 2 : 1;
        }
        else if (_text[_index] == '<' && _text.Slice(_index).IndexOf('>') is > 0 and < 8 and var tag)
        {
            _index += tag + 1;
        }
        else if (_isPatch && _text[_index] == '+' && _index > 0 && _text[_index - 1] == '\n')
        {
            _index++;
        }
        else if (_text[_index] is '+' or '/' && (_index == 0 || Digit(_text[_index - 1]) < 0))
        {
            // A plus or slashes between blanks or quotes join or comment lines; with digits at their side they are digits.
            while (_index < _text.Length && _text[_index] is '+' or '/')
                _index++;
            if (_index < _text.Length && Digit(_text[_index]) >= 0)
                _index = start;
        }

        return _index > start;
    }

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}
