namespace KeySafety.Detection.Matching;

/// <summary>A set of byte values; not changed any more once it is part of a pattern.</summary>
internal sealed class ByteSet
{
    private static readonly ByteSet?[] Singles = new ByteSet?[256];
    private static readonly ByteSet?[] BothCases = new ByteSet?[256];
    private readonly ulong[] _bits = new ulong[4];

    /// <summary>Every byte.</summary>
    public static ByteSet All { get; } = new ByteSet().Inverse();

    /// <summary>How many bytes are in the set.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var bits in _bits)
            {
                for (var left = bits; left != 0; left &= left - 1)
                    count++;
            }

            return count;
        }
    }

    /// <summary>The bytes that a condition holds for.</summary>
    public static ByteSet Of(Func<byte, bool> condition)
    {
        var set = new ByteSet();
        for (var i = 0; i < 256; i++)
        {
            if (condition((byte)i))
                set.Add((byte)i);
        }

        return set;
    }

    /// <summary>The bytes of an ASCII text.</summary>
    public static ByteSet Of(string characters)
    {
        var set = new ByteSet();
        foreach (var c in characters)
            set.Add((byte)c);
        return set;
    }

    /// <summary>One byte; patterns are full of them, so they are shared.</summary>
    public static ByteSet Of(byte value)
    {
        if (Singles[value] is { } known)
            return known;

        var set = new ByteSet();
        set.Add(value);
        Singles[value] = set;
        return set;
    }

    /// <summary>One byte, and the other case of it if it is a letter.</summary>
    public static ByteSet OfBothCases(byte value) => BothCases[value] ??= Of(value).WithBothCases();

    /// <summary>Whether the byte is in the set.</summary>
    public bool Contains(byte value) => (_bits[value >> 6] & (1UL << (value & 63))) != 0;

    /// <summary>Whether all of another set are in this one.</summary>
    public bool ContainsAll(ByteSet other)
    {
        for (var i = 0; i < 4; i++)
        {
            if ((other._bits[i] & ~_bits[i]) != 0)
                return false;
        }

        return true;
    }

    /// <summary>Adds one byte.</summary>
    public void Add(byte value) => _bits[value >> 6] |= 1UL << (value & 63);

    /// <summary>Adds the bytes from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Add(byte first, byte last)
    {
        for (int i = first; i <= last; i++)
            Add((byte)i);
    }

    /// <summary>Adds all of another set.</summary>
    public void Add(ByteSet other)
    {
        for (var i = 0; i < 4; i++)
            _bits[i] |= other._bits[i];
    }

    /// <summary>The bytes that are not in the set.</summary>
    public ByteSet Inverse()
    {
        var set = new ByteSet();
        for (var i = 0; i < 4; i++)
            set._bits[i] = ~_bits[i];
        return set;
    }

    /// <summary>The set with both cases of every ASCII letter in it.</summary>
    public ByteSet WithBothCases()
    {
        // Letters are 65 to 90 and 97 to 122: bits 1 to 26 and 33 to 58 of the second word.
        const ulong Upper = 0x0000_0000_07FF_FFFE;
        var set = new ByteSet();
        set.Add(this);
        set._bits[1] |= ((_bits[1] & Upper) << 32) | ((_bits[1] >> 32) & Upper);
        return set;
    }

    /// <summary>The lowest byte of the set at or above a value; -1 where there is none.</summary>
    public int Next(int from)
    {
        for (var value = from; value < 256; value++)
        {
            if (_bits[value >> 6] >> (value & 63) == 0)
                value |= 63;
            else if (Contains((byte)value))
                return value;
        }

        return -1;
    }
}
