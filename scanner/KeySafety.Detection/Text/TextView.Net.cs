#if NET
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace KeySafety.Detection.Text;

internal readonly ref partial struct TextView
{
    private static void Narrow(ReadOnlySpan<byte> units, bool isBigEndian, Span<byte> narrow)
    {
        ref var source = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ushort>(units));
        ref var target = ref MemoryMarshal.GetReference(narrow);
        var i = 0;
        for (; BitConverter.IsLittleEndian && i + Vector256<byte>.Count <= narrow.Length; i += Vector256<byte>.Count)
        {
            var first = ToAscii(Vector256.LoadUnsafe(ref source, (nuint)i), isBigEndian);
            var second = ToAscii(Vector256.LoadUnsafe(ref source, (nuint)(i + Vector256<ushort>.Count)), isBigEndian);
            Vector256.Narrow(first, second).StoreUnsafe(ref target, (nuint)i);
        }

        NarrowSlowly(units[(2 * i)..], isBigEndian, narrow[i..]);
    }

    // All bits of a unit that is no ASCII character, so that its low byte is 0xFF.
    private static Vector256<ushort> ToAscii(Vector256<ushort> units, bool isBigEndian)
    {
        if (isBigEndian)
            units = Vector256.ShiftLeft(units, 8) | Vector256.ShiftRightLogical(units, 8);
        return units | ~Vector256.Equals(units & Vector256.Create((ushort)0xFF80), Vector256<ushort>.Zero);
    }

    private static string GetString(Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes);
}
#endif
