namespace KeySafety.Detection.Checks;

/// <summary>The bytes of base64 or base64url text, one after the other, without a buffer.</summary>
/// <remarks>White space, quotes and other characters outside both alphabets are passed over, as in a PEM block within source code;
/// padding ends the text.</remarks>
internal ref struct Base64Bytes
{
    private readonly ReadOnlySpan<char> _text;
    private int _index;
    private int _bits;
    private int _bitCount;

    public Base64Bytes(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The byte at which the enumeration stands.</summary>
    public byte Current { get; private set; }

    public readonly Base64Bytes GetEnumerator() => this;

    /// <summary>Steps to the next byte; false at the end.</summary>
    public bool MoveNext()
    {
        while (_index < _text.Length && _text[_index] != '=')
        {
            // In a string literal a line break is written \n or \r (after more backslashes in nested ones): its letter is no digit.
            if (_text[_index] == '\\')
            {
                while (_index < _text.Length && _text[_index] == '\\')
                    _index++;
                if (_index < _text.Length && _text[_index] is 'n' or 'r' or 't')
                    _index++;
                continue;
            }

            var digit = Digit(_text[_index++]);
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
