#if NET
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KeySafety.Detection.Embedded;

/// <remarks>
/// 32 bytes at a time: each byte's two nibbles look up which of seven groups it can be in; where both agree on one of the first
/// five it is of a base64 alphabet, on the last two a percent sign or a backslash. A run of 24 covers two whole neighbouring
/// groups of eight bytes, whatever its place, so only blocks with two such groups are looked at byte by byte.
/// </remarks>
internal static partial class EncodedRuns
{
    private const byte Base64Groups = 0b0001_1111;
    private const byte EscapeGroups = 0b0110_0000;

    // + - / | 0-9 = | A-O a-o | P-Z _ | p-z | % | backslash
    private static readonly Vector128<byte> ByLowNibble = MakeTable(static value => value & 15);
    private static readonly Vector128<byte> ByHighNibble = MakeTable(static value => value >> 4);

    private static int NextCandidate(ReadOnlySpan<byte> text, int from)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var wasFull = false;
        var at = from;
        for (; at + 32 <= text.Length; at += 32)
        {
            var groups = Groups(Vector256.LoadUnsafe(ref start, (nuint)at));
            var letters = ~Vector256.Equals(groups & Vector256.Create(Base64Groups), Vector256<byte>.Zero).ExtractMostSignificantBits();
            var escapes = ~Vector256.Equals(groups & Vector256.Create(EscapeGroups), Vector256<byte>.Zero).ExtractMostSignificantBits();
            var full = FullBytes(letters);
            var hasPair = (full & (full >> 8)) != 0 || (wasFull && (full & 1) != 0);
            if ((escapes != 0 || hasPair) && First(text, from, at, escapes, hasPair) is >= 0 and var first)
                return first;

            wasFull = full >> 24 != 0;
        }

        return First(text, from, at, uint.MaxValue, hasPair: true) is >= 0 and var last ? last : text.Length;
    }

    /// <summary>The first candidate in a block, -1 where there is none; a run may have started before it.</summary>
    private static int First(ReadOnlySpan<byte> text, int from, int block, uint escapes, bool hasPair)
    {
        var escape = int.MaxValue;
        for (; escapes != 0; escapes &= escapes - 1)
        {
            var at = block + BitOperations.TrailingZeroCount(escapes);
            if (at < text.Length && text[at] is (byte)'%' or (byte)'\\' && IsEscape(text, at))
            {
                escape = at;
                break;
            }
        }

        var run = hasPair ? FirstRun(text, from, block) : int.MaxValue;
        return Math.Min(escape, run) is < int.MaxValue and var first ? first : -1;
    }

    private static int FirstRun(ReadOnlySpan<byte> text, int from, int block)
    {
        var start = block;
        while (start > from && IsBase64(text[start - 1]))
            start--;

        var end = Math.Min(text.Length, block + 32);
        for (var i = start; i < end;)
        {
            var runStart = i;
            while (i < text.Length && IsBase64(text[i]))
                i++;
            if (i - runStart >= ShortestRun)
                return runStart;
            i++;
        }

        return int.MaxValue;
    }

    // One bit at the lowest place of each group of eight bits that are all set.
    private static uint FullBytes(uint bits)
    {
        bits &= bits >> 1;
        bits &= bits >> 2;
        bits &= bits >> 4;
        return bits & 0x01010101;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Groups(Vector256<byte> bytes)
    {
        var nibble = Vector256.Create((byte)15);
        var low = LookUp(ByLowNibble, bytes & nibble);
        var high = LookUp(ByHighNibble, Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & nibble);
        return low & high;
    }

    // Both halves look up the same sixteen entries, so no byte has to cross from one half to the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> LookUp(Vector128<byte> table, Vector256<byte> index)
    {
        var both = Vector256.Create(table, table);
        return Avx2.IsSupported ? Avx2.Shuffle(both, index) : Vector256.Shuffle(both, index);
    }

    private static Vector128<byte> MakeTable(Func<int, int> nibble)
    {
        Span<byte> table = stackalloc byte[16];
        for (var value = 0; value < 128; value++)
            table[nibble(value)] |= Group(value);
        return Vector128.Create<byte>(table);
    }

    private static byte Group(int value) => value switch
    {
        '+' or '-' or '/' => 1,
        (>= '0' and <= '9') or '=' => 2,
        (>= 'A' and <= 'O') or (>= 'a' and <= 'o') => 4,
        (>= 'P' and <= 'Z') or '_' => 8,
        >= 'p' and <= 'z' => 16,
        '%' => 32,
        '\\' => 64,
        _ => 0,
    };
}
#endif
