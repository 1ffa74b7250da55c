namespace KeySafety.Detection.Matching;

/// <summary>A set of byte values.</summary>
internal sealed class ByteSet
{
    private readonly bool[] _members = new bool[256];

    /// <summary>Every byte.</summary>
    public static ByteSet All { get; } = Of(static _ => true);

    /// <summary>How many bytes are in the set.</summary>
    public int Count => _members.Count(member => member);

    /// <summary>The bytes that a condition holds for.</summary>
    public static ByteSet Of(Func<byte, bool> condition)
    {
        var set = new ByteSet();
        for (var i = 0; i < 256; i++)
            set._members[i] = condition((byte)i);
        return set;
    }

    /// <summary>The bytes of an ASCII text.</summary>
    public static ByteSet Of(string characters)
    {
        var set = new ByteSet();
        foreach (var c in characters)
            set._members[(byte)c] = true;
        return set;
    }

    /// <summary>Whether the byte is in the set.</summary>
    public bool Contains(byte value) => _members[value];

    /// <summary>Adds the bytes from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Add(byte first, byte last)
    {
        for (int i = first; i <= last; i++)
            _members[i] = true;
    }

    /// <summary>Adds all of another set.</summary>
    public void Add(ByteSet other)
    {
        for (var i = 0; i < 256; i++)
            _members[i] |= other._members[i];
    }

    /// <summary>The bytes that are not in the set.</summary>
    public ByteSet Inverse() => Of(value => !_members[value]);

    /// <summary>The set with both cases of every ASCII letter in it.</summary>
    public ByteSet WithBothCases() =>
        Of(value => _members[value] || (value is (>= 65 and <= 90) or (>= 97 and <= 122) && _members[value ^ 0x20]));
}
