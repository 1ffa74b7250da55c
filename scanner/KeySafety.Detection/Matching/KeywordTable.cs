using System.Runtime.CompilerServices;

namespace KeySafety.Detection.Matching;

/// <summary>Keywords by the hash of a few of their bytes: a bitmap that answers quickly, and a chain of keywords for each slot.</summary>
/// <remarks>
/// Keywords of four bytes and more are under four of their bytes, those of three under all three, in bitmaps of 2 KB each. Worked
/// example: <c>sk_live_</c> is under <c>sk_l</c>. In <c>task_list</c> the bitmap answers at <c>sk_l</c>; the chain holds the
/// keyword, its bytes differ: no hit.
/// </remarks>
internal sealed class KeywordTable
{
    private const int SlotBits = 14;
    private const uint Multiplier = 0x9E3779B1; // 2^32 / golden ratio: spreads neighbouring values

    private readonly Half _ofFour = new();
    private readonly Half _ofThree = new();
    private readonly uint _fold;

    /// <summary>An empty table.</summary>
    /// <param name="ignoreCase">Whether a keyword may stand in another case than it is written in.</param>
    public KeywordTable(bool ignoreCase) => _fold = ignoreCase ? 0x20202020u : 0;

    /// <summary>Adds a keyword under some of its bytes.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="offset">Where in it these bytes start.</param>
    /// <param name="width">How many they are, three or four.</param>
    public void Add(Keyword keyword, int offset, int width)
    {
        var bytes = new byte[keyword.Text.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = keyword.IgnoreCase ? ToLower((byte)keyword.Text[i]) : (byte)keyword.Text[i];

        var window = Window(bytes.AsSpan(offset));
        (width > 3 ? _ofFour : _ofThree).Add(width > 3 ? SlotOfFour(window) : SlotOfThree(window), new Link(bytes, offset, keyword.IgnoreCase, keyword.Target));
    }

    /// <summary>Whether a keyword may have these four bytes, or the first three of them; the first byte is the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHold(uint window) => _ofFour.Answers(SlotOfFour(window)) || _ofThree.Answers(SlotOfThree(window));

    /// <summary>Adds the keywords that stand with their bytes at an index.</summary>
    public void Compare(ReadOnlySpan<byte> text, int at, List<KeywordHit> hits)
    {
        var window = Window(text.Slice(at));
        _ofFour.Compare(SlotOfFour(window), text, at, hits);
        _ofThree.Compare(SlotOfThree(window), text, at, hits);
    }

    /// <summary>The four bytes at the start, with zeros behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Window(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4)
            return bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);

        var window = 0u;
        for (var i = 0; i < bytes.Length; i++)
            window |= (uint)bytes[i] << (8 * i);
        return window;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint SlotOfFour(uint window) => ((window | _fold) * Multiplier) >> (32 - SlotBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint SlotOfThree(uint window) => (((window | _fold) << 8) * Multiplier) >> (32 - SlotBits);

    private static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    private readonly record struct Link(byte[] Bytes, int Offset, bool IgnoreCase, int Target)
    {
        public ushort Next { get; init; }

        public bool StandsAt(ReadOnlySpan<byte> text, int start)
        {
            if (start < 0 || start + Bytes.Length > text.Length)
                return false;

            if (!IgnoreCase)
                return text.Slice(start, Bytes.Length).SequenceEqual(Bytes);

            for (var i = 0; i < Bytes.Length; i++)
            {
                if (ToLower(text[start + i]) != Bytes[i])
                    return false;
            }

            return true;
        }
    }

    private sealed class Half
    {
        private readonly uint[] _answers = new uint[(1 << SlotBits) / 32];
        private readonly ushort[] _heads = new ushort[1 << SlotBits];
        private Link[] _links = new Link[16];
        private int _count = 1; // 0 ends a chain

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Answers(uint slot) => (_answers[slot >> 5] & (1u << (int)(slot & 31))) != 0;

        public void Add(uint slot, Link link)
        {
            if (_count == _links.Length)
                Array.Resize(ref _links, 2 * _count);

            _answers[slot >> 5] |= 1u << (int)(slot & 31);
            _links[_count] = link with { Next = _heads[slot] };
            _heads[slot] = checked((ushort)_count++);
        }

        public void Compare(uint slot, ReadOnlySpan<byte> text, int at, List<KeywordHit> hits)
        {
            // Far more often only the other half answered, and this bitmap stays in the cache.
            if (!Answers(slot))
                return;

            for (int i = _heads[slot]; i != 0; i = _links[i].Next)
            {
                ref readonly var link = ref _links[i];
                if (link.StandsAt(text, at - link.Offset))
                    hits.Add(new KeywordHit(at - link.Offset, link.Bytes.Length, link.Target));
            }
        }
    }
}
