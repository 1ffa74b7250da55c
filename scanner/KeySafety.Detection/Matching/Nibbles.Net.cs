#if NET
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KeySafety.Detection.Matching;

/// <summary>Looks up 32 bytes at a time by one of their nibbles.</summary>
/// <remarks>
/// A byte is in a group where its two nibbles agree on the group's bit. That is exact as long as the members of a group make a
/// rectangle in the table of high and low nibbles, and otherwise lets some more through (Langdale and Lemire, "Parsing Gigabytes
/// of JSON per Second", https://arxiv.org/abs/1902.08318, section 3.1.2).
/// </remarks>
internal static class Nibbles
{
    /// <summary>A table of sixteen entries as the look-up wants it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Twice(Vector128<byte> table) => Vector256.Create(table, table);

    /// <summary>The entries for 32 nibbles; the table holds its sixteen entries twice, so that no byte crosses between the halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LookUp(Vector256<byte> table, Vector256<byte> nibbles) =>
        Avx2.IsSupported
            ? Avx2.Shuffle(table, nibbles)
            : Vector256.Create(Vector128.Shuffle(table.GetLower(), nibbles.GetLower()), Vector128.Shuffle(table.GetUpper(), nibbles.GetUpper()));

    /// <summary>A bit for each byte that is in any of some groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AnyOf(Vector256<byte> groups, byte wanted) =>
        ~Vector256.Equals(groups & Vector256.Create(wanted), Vector256<byte>.Zero).ExtractMostSignificantBits();

    /// <summary>The lower half of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Low(Vector256<byte> bytes) => bytes & Vector256.Create((byte)15);

    /// <summary>The upper half of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> High(Vector256<byte> bytes) =>
        Vector256.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & Vector256.Create((byte)15);
}
#endif
