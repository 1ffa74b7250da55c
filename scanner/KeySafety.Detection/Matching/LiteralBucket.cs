namespace KeySafety.Detection.Matching;

/// <summary>Some literals, as the bytes that one of them has at each of four positions, told by the halves of a byte.</summary>
internal sealed class LiteralBucket
{
    /// <summary>Positions that are looked at.</summary>
    public const int Width = 4;

    private const int All = 0xFFFF;

    // By high half, and for the lower and the upper eight low halves: the share of all bytes with one of them.
    private static readonly float[] Shares = MakeShares();

    private readonly int[] _low = new int[Width];
    private readonly int[] _high = new int[Width];
    private readonly float[] _shares = new float[Width];

    /// <summary>The share of places that pass, roughly.</summary>
    public float Share => _shares[0] * _shares[1] * _shares[2] * _shares[3];

    /// <summary>The low halves at a position, a bit each.</summary>
    public int Low(int position) => _low[position];

    /// <summary>The high halves at a position, a bit each.</summary>
    public int High(int position) => _high[position];

    /// <summary>The share with one literal more.</summary>
    public float ShareWith(byte[] bytes, bool ignoreCase)
    {
        var share = 1f;
        for (var position = 0; position < Width; position++)
        {
            var (low, high) = With(position, bytes, ignoreCase);
            share *= low == _low[position] && high == _high[position] ? _shares[position] : ShareOf(low, high);
        }

        return share;
    }

    /// <summary>Adds a literal of three or four bytes.</summary>
    public void Add(byte[] bytes, bool ignoreCase)
    {
        for (var position = 0; position < Width; position++)
        {
            (_low[position], _high[position]) = With(position, bytes, ignoreCase);
            _shares[position] = ShareOf(_low[position], _high[position]);
        }
    }

    private (int Low, int High) With(int position, byte[] bytes, bool ignoreCase)
    {
        if (position >= bytes.Length)
            return (All, All);

        var value = bytes[position];
        var high = _high[position] | (1 << (value >> 4));
        if (ignoreCase && Text.Bytes.IsLetter(value))
            high |= 1 << ((value ^ 0x20) >> 4);
        return (_low[position] | (1 << (value & 15)), high);
    }

    private static float ShareOf(int low, int high)
    {
        var share = 0f;
        for (var half = 0; high != 0; half++, high >>= 1)
        {
            if ((high & 1) != 0)
                share += Shares[(half * 512) + (low & 255)] + Shares[(half * 512) + 256 + (low >> 8)];
        }

        return share;
    }

    private static float[] MakeShares()
    {
        var shares = new float[16 * 512];
        for (var high = 0; high < 16; high++)
        {
            for (var set = 0; set < 512; set++)
            {
                for (var bit = 0; bit < 8; bit++)
                {
                    if ((set & (1 << bit)) != 0)
                        shares[(high * 512) + set] += ByteRarity.Share((byte)((high * 16) + (set / 256 * 8) + bit));
                }
            }
        }

        return shares;
    }
}
