using System.Runtime.CompilerServices;

namespace KeySafety.Detection.Matching;

/// <summary>Places in a part of a text, from its start on.</summary>
internal sealed class PlaceList
{
    private readonly ushort[] _places = new ushort[Places.PartLength + 64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The places, which may be overwritten.</summary>
    public Span<ushort> Items => _places.AsSpan(0, Count);

    /// <summary>Forgets those behind a number of them.</summary>
    public void CutTo(int count) => Count = count;

    /// <summary>Adds one.</summary>
    public void Add(int place) => _places[Count++] = (ushort)place;

    /// <summary>Adds a place for each bit of a mask.</summary>
    /// <remarks>
    /// Two at once without asking how many there are: a loop that ends where the text wants costs a processor more, as it cannot
    /// foresee the end (Langdale and Lemire, https://arxiv.org/abs/1902.08318, section 3.1.3).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddAll(ulong bits, int at)
    {
        var end = Count + Bits.Count(bits);
        for (var next = Count; ; next += 2)
        {
            var places = _places.AsSpan(next, 2);
            places[0] = (ushort)(at + Bits.Lowest(bits));
            bits &= bits - 1;
            places[1] = (ushort)(at + Bits.Lowest(bits));
            bits &= bits - 1;
            if (bits == 0)
                break;
        }

        Count = end;
    }
}
