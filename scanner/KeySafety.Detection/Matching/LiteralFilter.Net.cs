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

    private ulong InBlock(ref byte start) => InHalf(ref start) | ((ulong)InHalf(ref Unsafe.Add(ref start, 32)) << 32);

    private uint InHalf(ref byte start)
    {
        var (v0, v1) = (Vector256.LoadUnsafe(ref start), Vector256.LoadUnsafe(ref start, 1));
        var (v2, v3) = (Vector256.LoadUnsafe(ref start, 2), Vector256.LoadUnsafe(ref start, 3));
        var (low0, low1, low2, low3) = (Nibbles.Low(v0), Nibbles.Low(v1), Nibbles.Low(v2), Nibbles.Low(v3));
        var (high0, high1, high2, high3) = (Nibbles.High(v0), Nibbles.High(v1), Nibbles.High(v2), Nibbles.High(v3));
        ref var table = ref MemoryMarshal.GetArrayDataReference(_tables);
        var found = Vector256<byte>.Zero;
        for (nuint at = 0; at < Sets * SetBytes; at += SetBytes)
        {
            found |= LookUp(ref table, at, low0, high0) & LookUp(ref table, at + (2 * TableBytes), low1, high1)
                & LookUp(ref table, at + (4 * TableBytes), low2, high2) & LookUp(ref table, at + (6 * TableBytes), low3, high3);
        }

        return ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> LookUp(ref byte table, nuint at, Vector256<byte> low, Vector256<byte> high) =>
        Nibbles.LookUp(Vector256.LoadUnsafe(ref table, at), low) & Nibbles.LookUp(Vector256.LoadUnsafe(ref table, at + TableBytes), high);
}
#endif
