using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace KeySafety.Detection.Matching;

/// <summary>Keywords by the hash of a few of their bytes: a bitmap that answers quickly, and a chain of keywords for each slot.</summary>
/// <remarks>
/// Keywords of four bytes and more are under four of their bytes, those of three under all three, in bitmaps of 8 KB each. Worked
/// example: <c>sk_live_</c> is under <c>sk_l</c>. In <c>task_list</c> the bitmap answers at <c>sk_l</c>; the chain holds the
/// keyword, its bytes differ: no hit.
/// </remarks>
internal sealed class KeywordTable
{
    private const int SlotBits = 16;

    // 32 slots share a chain, which is walked only where the bitmap has said yes: so it stays in the first-level cache.
    private const int HeadBits = 11;
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
    public bool MayHold(uint window) => ((_ofFour.Answer(SlotOfFour(window)) | _ofThree.Answer(SlotOfThree(window))) & 1) != 0;

    /// <summary>Keeps the places at which a keyword may have its bytes.</summary>
    public void Keep(PlaceList places, ReadOnlySpan<byte> text, int from)
    {
        // Few stay, and which do cannot be foreseen: so each is written, and counted only where it stays.
        var items = places.Items;
        var kept = 0;
        foreach (var place in items)
        {
            items[kept] = place;
            var window = Window(text.Slice(from + place));
            kept += (int)((_ofFour.Answer(SlotOfFour(window)) | _ofThree.Answer(SlotOfThree(window))) & 1);
        }

        places.CutTo(kept);
    }

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
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes);

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

    /// <summary>A keyword in a chain: its first eight bytes as a number, so that most are told from the text in one step.</summary>
    private readonly struct Link
    {
        private readonly ulong _head;
        private readonly ulong _mask;
        private readonly ulong _fold; // 0x20 where a letter may be of either case

        public Link(byte[] bytes, int offset, bool ignoreCase, int target)
        {
            (Bytes, Offset, IgnoreCase, Target) = (bytes, offset, ignoreCase, target);
            for (var i = 0; i < Math.Min(8, bytes.Length); i++)
            {
                _head |= (ulong)bytes[i] << (8 * i);
                _mask |= 0xFFUL << (8 * i);
                _fold |= ignoreCase && Text.Bytes.IsLetter(bytes[i]) ? 0x20UL << (8 * i) : 0;
            }
        }

        public byte[] Bytes { get; }

        public int Offset { get; }

        public bool IgnoreCase { get; }

        public int Target { get; }

        public ushort Next { get; init; }

        public bool StandsAt(ReadOnlySpan<byte> text, int start)
        {
            if (start < 0 || start + Bytes.Length > text.Length || ((Eight(text, start) | _fold) & _mask) != _head)
                return false;

            for (var i = 8; i < Bytes.Length; i++)
            {
                if ((IgnoreCase ? ToLower(text[start + i]) : text[start + i]) != Bytes[i])
                    return false;
            }

            return true;
        }

        private static ulong Eight(ReadOnlySpan<byte> text, int start) => start + 8 <= text.Length
            ? BinaryPrimitives.ReadUInt64LittleEndian(text.Slice(start))
            : Window(text.Slice(start)) | ((ulong)Window(text.Slice(Math.Min(start + 4, text.Length))) << 32);
    }

    private sealed class Half
    {
        private readonly uint[] _answers = new uint[(1 << SlotBits) / 32];
        private readonly ushort[] _heads = new ushort[1 << HeadBits];
        private Link[] _links = new Link[16];
        private int _count = 1; // 0 ends a chain

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Answer(uint slot) => _answers[slot >> 5] >> (int)(slot & 31);

        public void Add(uint slot, Link link)
        {
            if (_count == _links.Length)
                Array.Resize(ref _links, 2 * _count);

            _answers[slot >> 5] |= 1u << (int)(slot & 31);
            _links[_count] = link with { Next = _heads[slot >> (SlotBits - HeadBits)] };
            _heads[slot >> (SlotBits - HeadBits)] = checked((ushort)_count++);
        }

        public void Compare(uint slot, ReadOnlySpan<byte> text, int at, List<KeywordHit> hits)
        {
            // Far more often only the other half answered, and this bitmap stays in the cache.
            if ((Answer(slot) & 1) == 0)
                return;

            for (int i = _heads[slot >> (SlotBits - HeadBits)]; i != 0; i = _links[i].Next)
            {
                ref readonly var link = ref _links[i];
                if (link.StandsAt(text, at - link.Offset))
                    hits.Add(new KeywordHit(at - link.Offset, link.Bytes.Length, link.Target));
            }
        }
    }
}
