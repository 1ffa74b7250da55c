using System.Numerics;
using System.Runtime.CompilerServices;

namespace KeySafety.Server.Keys;

/// <summary>From a 32-bit hash to the ids of the keys that have it: a table with open addressing and linear probing.</summary>
/// <remarks>
/// One thread writes, any number read without a lock. It answers with candidates: whoever asks compares the key itself. A slot is
/// one 64-bit number, the hash above and the id below, so that it is read and written whole, a longer table is filled without
/// looking at any key, and the garbage collector has nothing to follow. A removed entry leaves a mark that lets searches go on
/// past it; marks go when the table is made anew. At most three of four slots are taken: 11 to 21 bytes a key.
/// </remarks>
internal sealed class HashIndex
{
    private const int MinLength = 16;

    // No entry looks like these: ids are not negative, and the lower half holds one more than the id.
    private const ulong Empty = 0;
    private const ulong Removed = uint.MaxValue;

    private ulong[] _slots;
    private int _count;
    private int _taken;

    /// <param name="expected">How many entries to make room for at once.</param>
    public HashIndex(int expected) => _slots = new ulong[LengthFor(expected)];

    /// <summary>The ids that may have this hash.</summary>
    public Candidates Find(int hash) => new(Volatile.Read(ref _slots), (uint)hash);

    public void Add(int hash, int id)
    {
        // Marks of removed entries count as taken: a search ends at an empty slot alone.
        if (_taken >= _slots.Length / 4 * 3)
            Rebuild();

        var slot = Slot((uint)hash, id);
        var position = (uint)hash;
        while (At(position) is not (Empty or Removed))
            position++;
        if (At(position) == Empty)
            _taken++;
        Volatile.Write(ref At(position), slot);
        _count++;
    }

    public void Remove(int hash, int id)
    {
        var slot = Slot((uint)hash, id);
        for (var position = (uint)hash; At(position) is not Empty and var found; position++)
        {
            if (found != slot)
                continue;

            Volatile.Write(ref At(position), Removed);
            _count--;
            return;
        }
    }

    private static ulong Slot(uint hash, int id) => ((ulong)hash << 32) | ((uint)id + 1);

    private static int LengthFor(int entries) => (int)Math.Max(MinLength, BitOperations.RoundUpToPowerOf2((uint)(entries + (entries / 3) + 1)));

    private ref ulong At(uint position) => ref _slots[position & (uint)(_slots.Length - 1)];

    // Readers stay with the table they began on, which holds everything that stood when they began.
    private void Rebuild()
    {
        // Room to grow by half before the next time, so that removals and additions in turn do not come here each time.
        var slots = new ulong[LengthFor(_count + (_count / 2))];
        var mask = (uint)(slots.Length - 1);
        foreach (var slot in _slots)
        {
            if (slot is Empty or Removed)
                continue;

            var position = (uint)(slot >> 32);
            while (slots[position & mask] != Empty)
                position++;
            slots[position & mask] = slot;
        }

        _taken = _count;
        Volatile.Write(ref _slots, slots);
    }

    /// <summary>Goes through the ids that may have one hash.</summary>
    public ref struct Candidates(ulong[] slots, uint hash)
    {
        private readonly ulong[] _slots = slots;
        private readonly uint _hash = hash;
        private uint _position = hash;

        public int Current { get; private set; }

        public readonly Candidates GetEnumerator() => this;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            while (true)
            {
                var slot = Volatile.Read(ref _slots[_position & (uint)(_slots.Length - 1)]);
                if (slot == Empty)
                    return false;

                _position++;
                if (slot == Removed || (uint)(slot >> 32) != _hash)
                    continue;

                Current = (int)((uint)slot - 1);
                return true;
            }
        }
    }
}
