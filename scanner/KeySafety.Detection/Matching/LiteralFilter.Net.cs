#if NET
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KeySafety.Detection.Matching;

internal sealed partial class LiteralFilter
{
    /// <summary>Where in 64 bytes from an index on a literal may stand, the first in the lowest bit.</summary>
    public ulong Candidates(ReadOnlySpan<byte> text, int at)
    {
        if (!Vector128.IsHardwareAccelerated)
            return ByTable(text, at);

        return at + Block + LiteralBucket.Width - 1 <= text.Length
            ? InBlock(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at))
            : InRest(text[at..]);
    }

    private ulong InRest(ReadOnlySpan<byte> rest)
    {
        Span<byte> block = stackalloc byte[Block + 16];
        block.Clear();
        rest[..Math.Min(rest.Length, block.Length)].CopyTo(block);
        return InBlock(ref MemoryMarshal.GetReference(block));
    }

    private ulong InBlock(ref byte start)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_tables);
        var (a0, a1, a2, a3) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
        var (b0, b1, b2, b3) = (a0, a1, a2, a3);
        for (nuint position = 0; position < LiteralBucket.Width; position++)
        {
            var (first, second) = (Vector256.LoadUnsafe(ref start, position), Vector256.LoadUnsafe(ref start, position + 32));
            var (low, high) = (Nibbles.Low(first), Nibbles.High(first));
            var (lowBehind, highBehind) = (Nibbles.Low(second), Nibbles.High(second));
            Narrow(ref table, (position * Sets) + 0, low, high, lowBehind, highBehind, ref a0, ref b0);
            Narrow(ref table, (position * Sets) + 1, low, high, lowBehind, highBehind, ref a1, ref b1);
            Narrow(ref table, (position * Sets) + 2, low, high, lowBehind, highBehind, ref a2, ref b2);
            Narrow(ref table, (position * Sets) + 3, low, high, lowBehind, highBehind, ref a3, ref b3);
        }

        return Any(a0 | a1 | a2 | a3) | ((ulong)Any(b0 | b1 | b2 | b3) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(
        ref byte table, nuint at, Vector256<byte> low, Vector256<byte> high, Vector256<byte> lowBehind, Vector256<byte> highBehind, ref Vector256<byte> a, ref Vector256<byte> b)
    {
        var (byLow, byHigh) = (Vector256.LoadUnsafe(ref table, at * 2 * TableBytes), Vector256.LoadUnsafe(ref table, (at * 2 * TableBytes) + TableBytes));
        a &= Nibbles.LookUp(byLow, low) & Nibbles.LookUp(byHigh, high);
        b &= Nibbles.LookUp(byLow, lowBehind) & Nibbles.LookUp(byHigh, highBehind);
    }

    private static uint Any(Vector256<byte> found) => ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
}
#endif
