namespace KeySafety.Detection.Matching;

/// <summary>Tells where one of some literals may stand, by three or four of its bytes.</summary>
/// <remarks>
/// <para>
/// Each literal's bytes go to one of 32 buckets. For each of the four positions, two tables of 16 entries say by the low and the
/// high half of a byte in which buckets some literal has it there; where all eight entries agree on a bucket, one of its literals
/// may stand. This is Teddy (Langdale, https://github.com/intel/hyperscan, fdr/teddy.c), with more buckets, so that each holds
/// few literals and little else passes.
/// </para>
/// <para>
/// Measured over 4.5 MB of source, with 174 distinct windows: one place in 11 passes with 16 buckets, in 54 with 32, in 180 with 64,
/// where one in 400 has a literal. Filled in the order of the alphabet 32 buckets pass one in 17.
/// </para>
/// <para>Cost: about 0.2 ns a byte, whatever the text. Without SIMD the keyword table's bitmap is asked at every position.</para>
/// </remarks>
internal sealed partial class LiteralFilter
{
    private const int Block = 64;
    private const int Sets = 4;
    private const int Buckets = 8 * Sets;
    // Sixteen entries, twice, for the instruction that looks up in two halves.
    private const int TableBytes = 32;
    private const int SetBytes = LiteralBucket.Width * 2 * TableBytes;

    private readonly KeywordTable _table;
    private readonly byte[] _tables = new byte[Sets * SetBytes];

    /// <summary>Prepares a filter.</summary>
    /// <param name="windows">What to let through.</param>
    /// <param name="table">Knows the same windows.</param>
    public LiteralFilter(LiteralWindows windows, KeywordTable table)
    {
        _table = table;
        var buckets = new LiteralBucket[Buckets];
        for (var i = 0; i < Buckets; i++)
            buckets[i] = new LiteralBucket();

        // Three bytes come first, as a bucket with one of them does not look at fourth bytes.
        foreach (var (bytes, ignoreCase) in windows.All.OrderBy(window => window.Bytes.Length))
            Cheapest(buckets, bytes, ignoreCase).Add(bytes, ignoreCase);
        for (var i = 0; i < Buckets; i++)
            Write(buckets[i], i);
    }

    private ulong ByTable(ReadOnlySpan<byte> text, int at)
    {
        ulong found = 0;
        var end = Math.Min(text.Length - 2, at + Block);
        for (var i = at; i < end; i++)
            found |= _table.MayHold(KeywordTable.Window(text.Slice(i))) ? 1UL << (i - at) : 0;
        return found;
    }

    private static LiteralBucket Cheapest(LiteralBucket[] buckets, byte[] bytes, bool ignoreCase)
    {
        var (best, least) = (buckets[0], float.MaxValue);
        foreach (var bucket in buckets)
        {
            var more = bucket.ShareWith(bytes, ignoreCase) - bucket.Share;
            if (more < least)
                (best, least) = (bucket, more);
        }

        return best;
    }

    private void Write(LiteralBucket bucket, int index)
    {
        for (var position = 0; position < LiteralBucket.Width; position++)
        {
            var table = ((position * Sets) + (index / 8)) * 2 * TableBytes;
            for (var nibble = 0; nibble < 16; nibble++)
            {
                Mark(table + nibble, index, (bucket.Low(position) >> nibble) & 1);
                Mark(table + TableBytes + nibble, index, (bucket.High(position) >> nibble) & 1);
            }
        }
    }

    private void Mark(int entry, int bucket, int bit)
    {
        _tables[entry] |= (byte)(bit << (bucket % 8));
        _tables[entry + 16] |= (byte)(bit << (bucket % 8));
    }
}
