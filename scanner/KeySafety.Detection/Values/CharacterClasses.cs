namespace KeySafety.Detection.Values;

/// <summary>What a value is made of.</summary>
internal readonly record struct CharacterClasses
{
    /// <summary>Length of the value.</summary>
    public int Length { get; private init; }

    /// <summary>Number of ASCII digits.</summary>
    public int Digits { get; private init; }

    /// <summary>Number of ASCII lower-case letters.</summary>
    public int Lower { get; private init; }

    /// <summary>Number of ASCII upper-case letters.</summary>
    public int Upper { get; private init; }

    /// <summary>Number of printable ASCII characters that are none of these.</summary>
    public int Symbols { get; private init; }

    /// <summary>Number of symbols other than those that join words or stand in base64.</summary>
    public int StrongSymbols { get; private init; }

    /// <summary>Number of spaces, control characters and characters beyond ASCII.</summary>
    public int Others { get; private init; }

    /// <summary>Number of different characters.</summary>
    public int Distinct { get; private init; }

    /// <summary>How many of lower, upper, digit and symbol occur.</summary>
    public int Kinds => (Digits > 0 ? 1 : 0) + (Lower > 0 ? 1 : 0) + (Upper > 0 ? 1 : 0) + (Symbols > 0 ? 1 : 0);

    /// <summary>How often a letter stands next to a digit.</summary>
    public int LetterDigitChanges { get; private init; }

    /// <summary>Whether all are hexadecimal digits, of one case.</summary>
    public bool IsHex { get; private init; }

    /// <summary>Counts a value's characters.</summary>
    public static CharacterClasses Of(ReadOnlySpan<char> value)
    {
        int digits = 0, lower = 0, upper = 0, symbols = 0, strong = 0, others = 0, changes = 0, lowerHex = 0, upperHex = 0;
        ulong low = 0, high = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c < 64)
                low |= 1UL << c;
            else if (c < 128)
                high |= 1UL << (c - 64);

            switch (c)
            {
                case >= '0' and <= '9': digits++; break;
                case >= 'a' and <= 'z': lower++; lowerHex += c <= 'f' ? 1 : 0; break;
                case >= 'A' and <= 'Z': upper++; upperHex += c <= 'F' ? 1 : 0; break;
                case > ' ' and < '\u007F': symbols++; strong += IsJoin(c) ? 0 : 1; break;
                default: others++; break;
            }

            if (i > 0 && ((IsDigit(c) && IsLetter(value[i - 1])) || (IsLetter(c) && IsDigit(value[i - 1]))))
                changes++;
        }

        return new CharacterClasses
        {
            Length = value.Length,
            Digits = digits,
            Lower = lower,
            Upper = upper,
            Symbols = symbols,
            StrongSymbols = strong,
            Others = others,
            LetterDigitChanges = changes,
            Distinct = Count(low) + Count(high),
            IsHex = digits + lowerHex == value.Length || digits + upperHex == value.Length,
        };
    }

    private static bool IsJoin(char c) => c is '-' or '_' or '.' or '/' or '+' or '=' or ':' or ',';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static int Count(ulong bits)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
            count++;
        return count;
    }
}
