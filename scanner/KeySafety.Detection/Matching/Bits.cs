namespace KeySafety.Detection.Matching;

/// <summary>Counts bits.</summary>
internal static class Bits
{
    /// <summary>How many bits are set.</summary>
    public static int Count(ulong bits)
    {
#if NET
        return System.Numerics.BitOperations.PopCount(bits);
#else
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
            count++;
        return count;
#endif
    }

    /// <summary>The index of the lowest bit that is set; of no use where none is.</summary>
    public static int Lowest(ulong bits)
    {
#if NET
        return System.Numerics.BitOperations.TrailingZeroCount(bits);
#else
        // De Bruijn's sequence has each six bits once: http://supertech.csail.mit.edu/papers/debruijn.pdf
        return Indices[(int)(((bits & (~bits + 1)) * 0x03F79D71B4CB0A89UL) >> 58)];
#endif
    }

#if !NET
    private static readonly byte[] Indices = MakeIndices();

    private static byte[] MakeIndices()
    {
        var indices = new byte[64];
        for (var i = 0; i < 64; i++)
            indices[(int)(((1UL << i) * 0x03F79D71B4CB0A89UL) >> 58)] = (byte)i;
        return indices;
    }
#endif
}
