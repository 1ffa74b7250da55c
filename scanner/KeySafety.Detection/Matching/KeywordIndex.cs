using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KeySafety.Detection.Matching;

/// <summary>Finds all keywords of all rules in one pass over the bytes.</summary>
/// <remarks>
/// <para>
/// Each keyword is represented by its rarest four bytes. The pass takes the four bytes at every position, folds ASCII case by
/// setting bit 5, hashes them to 16 bits and asks a bitmap of 8 KB, which stays in the first-level cache. With a thousand
/// keywords one position in a hundred passes by chance; only there the chain of keywords under that hash is compared.
/// </para>
/// <para>
/// Worked example: <c>sk_live_</c> is represented by <c>sk_l</c>; at <c>x = "sk_live_1</c> the position of <c>s</c> passes,
/// the chain holds the keyword with offset 0, the bytes compare equal: a hit. A keyword of three bytes stands in the chains of
/// all fourth bytes.
/// </para>
/// <para>Cost: a load, a multiplication and a bit test a byte, whatever the number of keywords and whatever the text.</para>
/// </remarks>
internal sealed partial class KeywordIndex
{
    private const int Slots = 1 << 16;
    private const uint FoldMask = 0x20202020;
    private const uint Multiplier = 0x9E3779B1; // 2^32 / golden ratio: spreads neighbouring values

    private readonly uint[] _filter = new uint[Slots / 32];
    private readonly ushort[] _heads = new ushort[Slots];
    private readonly List<Link> _links = [default];

    /// <summary>Builds the index; about 50 ns a keyword.</summary>
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
        var whole = text.Length - 3;
        if (whole > 0)
            FindInWhole(text, whole, hits);

        // The last three positions have fewer than four bytes.
        for (var i = Math.Max(0, whole); i < text.Length; i++)
        {
            uint window = 0;
            for (var k = text.Length - 1; k >= i; k--)
                window = (window << 8) | text[k];
            var slot = Slot(window);
            if (Passes(slot))
                Compare(text, i, slot, hits);
        }
    }

    private void FindInWhole(ReadOnlySpan<byte> text, int whole, List<KeywordHit> hits)
    {
        ref var filter = ref MemoryMarshal.GetReference(_filter.AsSpan());
        ref var start = ref MemoryMarshal.GetReference(text);
        for (var i = 0; i < whole; i++)
        {
            var slot = Slot(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, i)));
            if ((Unsafe.Add(ref filter, (int)(slot >> 5)) & (1u << (int)(slot & 31))) != 0)
                Compare(text, i, slot, hits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Slot(uint window) => ((window | FoldMask) * Multiplier) >> 16;

    private bool Passes(uint slot) => (_filter[slot >> 5] & (1u << (int)(slot & 31))) != 0;

    private void Compare(ReadOnlySpan<byte> text, int at, uint slot, List<KeywordHit> hits)
    {
        for (int i = _heads[slot]; i != 0; i = _links[i].Next)
        {
            var link = _links[i];
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
        if (!ignoreCase)
            return text.SequenceEqual(keyword);

        for (var i = 0; i < keyword.Length; i++)
        {
            if (ToLower(text[i]) != keyword[i])
                return false;
        }

        return true;
    }

    private static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    private void Add(Keyword keyword)
    {
        var bytes = new byte[keyword.Text.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = keyword.IgnoreCase ? ToLower((byte)keyword.Text[i]) : (byte)keyword.Text[i];

        if (bytes.Length < 3)
            throw new ArgumentException($"The keyword {keyword.Text} is shorter than three characters.", nameof(keyword));

        if (bytes.Length == 3)
        {
            for (uint last = 0; last < 256; last++)
                AddLink(bytes, 0, keyword, bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | (last << 24));
            return;
        }

        var offset = ByteRarity.RarestFour(bytes);
        AddLink(bytes, offset, keyword, Window(bytes, offset));
    }

    private static uint Window(byte[] bytes, int offset) =>
        bytes[offset] | ((uint)bytes[offset + 1] << 8) | ((uint)bytes[offset + 2] << 16) | ((uint)bytes[offset + 3] << 24);

    private void AddLink(byte[] bytes, int offset, Keyword keyword, uint window)
    {
        var slot = Slot(BitConverter.IsLittleEndian ? window : Window(BitConverter.GetBytes(window), 0));
        for (int i = _heads[slot]; i != 0; i = _links[i].Next)
        {
            if (ReferenceEquals(_links[i].Bytes, bytes))
                return;
        }

        _links.Add(new Link(bytes, offset, keyword.IgnoreCase, keyword.Target, _heads[slot]));
        _heads[slot] = checked((ushort)(_links.Count - 1));
        _filter[slot >> 5] |= 1u << (int)(slot & 31);
    }

    private readonly record struct Link(byte[] Bytes, int Offset, bool IgnoreCase, int Target, ushort Next);
}
