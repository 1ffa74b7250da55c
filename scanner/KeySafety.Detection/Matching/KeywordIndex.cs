using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KeySafety.Detection.Matching;

/// <summary>Finds all keywords of all rules in one pass over the bytes.</summary>
/// <remarks>
/// <para>
/// Each keyword is represented by its rarest four bytes, in lower case; one of three bytes by these, in every casing that it may
/// have. The pass takes the four and the three bytes at every position, hashes them and asks two bitmaps of 8 KB each, which
/// stay in the first-level cache. Four positions are asked at a time, with one branch. Where a bitmap answers, the keywords
/// under that hash are compared.
/// </para>
/// <para>
/// Worked example: <c>sk_live_</c> is represented by <c>sk_l</c>. In <c>task_list</c> the bitmap answers at <c>sk_l</c>; the chain
/// under the hash holds the keyword, its bytes differ: no hit.
/// </para>
/// <para>
/// Rejected: four bytes alone (the many prefixes of three, such as <c>sk-</c>, would each need all fourth bytes and fill the
/// bitmap by a third), three bytes alone (answers at one position in ten of ordinary source), <c>SearchValues</c> (0.1 GB/s with
/// 244 literals), Teddy (its eight buckets are full with 1,500).
/// </para>
/// <para>Cost: two multiplications and two bit tests a byte, whatever the number of keywords and whatever the text.</para>
/// </remarks>
internal sealed class KeywordIndex
{
    private const int Slots = 1 << 16;
    private const uint Fold = 0x20202020;
    private const uint Multiplier = 0x9E3779B1; // 2^32 / golden ratio: spreads neighbouring values

    private readonly Table _ofFour = new();
    private readonly Table _ofThree = new();

    /// <summary>Builds the index; about 0.3 ms for 1,500 keywords.</summary>
    public KeywordIndex(IReadOnlyList<Keyword> keywords)
    {
        foreach (var keyword in keywords)
            Add(keyword);
    }

    /// <summary>Adds every occurrence of every keyword to <paramref name="hits"/>, ordered by position.</summary>
    public void Find(ReadOnlySpan<byte> text, List<KeywordHit> hits)
    {
        FindUnordered(text, hits);

        // They come ordered by their rare bytes, so each is at most a keyword's length from its place.
        for (var i = 1; i < hits.Count; i++)
        {
            var hit = hits[i];
            var place = i;
            for (; place > 0 && hits[place - 1].At > hit.At; place--)
                hits[place] = hits[place - 1];
            hits[place] = hit;
        }
    }

    private void FindUnordered(ReadOnlySpan<byte> text, List<KeywordHit> hits)
    {
        ref var four = ref MemoryMarshal.GetReference(_ofFour.Filter.AsSpan());
        ref var three = ref MemoryMarshal.GetReference(_ofThree.Filter.AsSpan());
        ref var start = ref MemoryMarshal.GetReference(text);
        var i = 0;
        for (; BitConverter.IsLittleEndian && i + 8 <= text.Length; i += 4)
        {
            var bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            var answers = Answer(ref four, ref three, (uint)bytes)
                | (Answer(ref four, ref three, (uint)(bytes >> 8)) << 1)
                | (Answer(ref four, ref three, (uint)(bytes >> 16)) << 2)
                | (Answer(ref four, ref three, (uint)(bytes >> 24)) << 3);
            for (var at = i; answers != 0; answers >>= 1, at++)
            {
                if ((answers & 1) != 0)
                    Compare(text, at, hits);
            }
        }

        for (; i + 3 <= text.Length; i++)
            Compare(text, i, hits);
    }

    /// <summary>1 where a bitmap answers for the four bytes or the first three of them, otherwise 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Answer(ref uint four, ref uint three, uint window)
    {
        var slotOfFour = SlotOfFour(window);
        var slotOfThree = SlotOfThree(window);
        return ((Unsafe.Add(ref four, (int)(slotOfFour >> 5)) >> (int)(slotOfFour & 31))
            | (Unsafe.Add(ref three, (int)(slotOfThree >> 5)) >> (int)(slotOfThree & 31))) & 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SlotOfFour(uint window) => ((window | Fold) * Multiplier) >> 16;

    // The first byte of a window is its lowest; shifting drops the fourth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SlotOfThree(uint window) => ((window << 8) * Multiplier) >> 16;

    private static uint ToWindow(ReadOnlySpan<byte> bytes) =>
        bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | (bytes.Length > 3 ? (uint)bytes[3] << 24 : 0);

    private void Compare(ReadOnlySpan<byte> text, int at, List<KeywordHit> hits)
    {
        var window = ToWindow(text.Slice(at));
        _ofFour.Compare(SlotOfFour(window), text, at, hits);
        _ofThree.Compare(SlotOfThree(window), text, at, hits);
    }

    private static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    private void Add(Keyword keyword)
    {
        var bytes = new byte[keyword.Text.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = keyword.IgnoreCase ? ToLower((byte)keyword.Text[i]) : (byte)keyword.Text[i];

        if (bytes.Length < 3)
            throw new ArgumentException($"The keyword {keyword.Text} is shorter than three characters.", nameof(keyword));

        if (bytes.Length > 3)
        {
            var offset = ByteRarity.RarestFour(bytes);
            _ofFour.Add(SlotOfFour(ToWindow(bytes.AsSpan(offset, 4))), bytes, offset, keyword);
            return;
        }

        for (var casing = 0; casing < (keyword.IgnoreCase ? 8 : 1); casing++)
        {
            var window = bytes.AsSpan().ToArray();
            for (var i = 0; i < window.Length; i++)
            {
                if ((casing & (1 << i)) != 0 && window[i] is >= (byte)'a' and <= (byte)'z')
                    window[i] ^= 0x20;
            }

            _ofThree.Add(SlotOfThree(ToWindow(window)), bytes, 0, keyword);
        }
    }

    /// <summary>Keywords by the hash of their window: a bitmap that answers quickly, and a chain for each slot.</summary>
    private sealed class Table
    {
        private readonly ushort[] _heads = new ushort[Slots];
        private Link[] _links = new Link[64];
        private int _count = 1; // 0 ends a chain

        public uint[] Filter { get; } = new uint[Slots / 32];

        public void Add(uint slot, byte[] bytes, int offset, Keyword keyword)
        {
            for (int i = _heads[slot]; i != 0; i = _links[i].Next)
            {
                // Two casings under one hash, or a window without letters.
                if (ReferenceEquals(_links[i].Bytes, bytes))
                    return;
            }

            if (_count == _links.Length)
                Array.Resize(ref _links, 2 * _count);

            Filter[slot >> 5] |= 1u << (int)(slot & 31);
            _links[_count] = new Link(bytes, offset, keyword.IgnoreCase, keyword.Target, _heads[slot]);
            _heads[slot] = checked((ushort)_count++);
        }

        public void Compare(uint slot, ReadOnlySpan<byte> text, int at, List<KeywordHit> hits)
        {
            // Far more often only the other table's bitmap answered, and this one stays in the cache.
            if ((Filter[slot >> 5] & (1u << (int)(slot & 31))) == 0)
                return;

            for (int i = _heads[slot]; i != 0; i = _links[i].Next)
            {
                ref readonly var link = ref _links[i];
                var start = at - link.Offset;
                if (start >= 0 && start + link.Bytes.Length <= text.Length
                    && AreEqual(text.Slice(start, link.Bytes.Length), link.Bytes, link.IgnoreCase))
                {
                    hits.Add(new KeywordHit(start, link.Bytes.Length, link.Target));
                }
            }
        }

        private static bool AreEqual(ReadOnlySpan<byte> text, byte[] keyword, bool ignoreCase)
        {
            for (var i = 0; i < keyword.Length; i++)
            {
                if ((ignoreCase ? ToLower(text[i]) : text[i]) != keyword[i])
                    return false;
            }

            return true;
        }

        private readonly record struct Link(byte[] Bytes, int Offset, bool IgnoreCase, int Target, ushort Next);
    }
}
