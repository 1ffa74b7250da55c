using KeySafety.Analyzers.Literals;

namespace KeySafety.Analyzers.Judging;

/// <summary>A buffer for joined texts that notices where the name of a constant stands in a token.</summary>
/// <param name="characters">Where to begin; replaced by a larger one where it does not suffice.</param>
internal struct JoinedCharacters(char[] characters)
{
    // Of the rest of a token behind the constant that it begins with.
    private const int MinRun = 8;

    private int _run;
    private int _runDigits;
    private bool _isBehindName;

    /// <summary>What has been joined, and room for more.</summary>
    public char[] Characters { get; private set; } = characters;

    /// <summary>How many of them are joined.</summary>
    public int Length { get; private set; }

    /// <summary>Whether something that may be a constant stands next to a run of characters as tokens have them.</summary>
    public bool HasConstantInToken { get; private set; }

    /// <summary>Adds what is known only at run time, or by the name of a constant.</summary>
    public void AddHole(bool mayBeConstant)
    {
        HasConstantInToken |= mayBeConstant && IsToken;
        _isBehindName = mayBeConstant || (_isBehindName && _run == 0);
        (_run, _runDigits) = (0, 0);
        Append(LiteralText.Hole);
    }

    /// <summary>Adds what is written.</summary>
    public void Add(string text)
    {
        foreach (var c in text)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '+')
            {
                _run++;
                _runDigits += c is >= '0' and <= '9' ? 1 : 0;
                HasConstantInToken |= _isBehindName && IsToken;
            }
            else
            {
                (_run, _runDigits, _isBehindName) = (0, 0, false);
            }
        }

        Append(text);
    }

    // Words run on as well, but rarely with digits in them.
    private readonly bool IsToken => _run >= MinRun && _runDigits > 0;

    private void Append(string text)
    {
        if (Length + text.Length > Characters.Length)
        {
            var larger = new char[Math.Max(Length + text.Length, Characters.Length * 2)];
            Characters.AsSpan(0, Length).CopyTo(larger);
            Characters = larger;
        }

        text.AsSpan().CopyTo(Characters.AsSpan(Length));
        Length += text.Length;
    }
}
