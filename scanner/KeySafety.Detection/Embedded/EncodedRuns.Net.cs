#if NET
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KeySafety.Detection.Matching;

namespace KeySafety.Detection.Embedded;

/// <remarks>
/// Each byte's two nibbles look up which of seven groups it can be in; where both agree on one of the first five it is of a base64
/// alphabet, on the last two a percent sign or a backslash.
/// </remarks>
internal ref partial struct EncodedRuns
{
    private const byte LetterGroups = 0b0001_1111;
    private const byte SignGroups = 0b0110_0000;

    private static readonly Vector256<byte> ByLowNibble = Nibbles.Table(Group, static value => value & 15);
    private static readonly Vector256<byte> ByHighNibble = Nibbles.Table(Group, static value => value >> 4);

    private static void Classify(ReadOnlySpan<byte> text, int at, out ulong letters, out ulong signs)
    {
        if (at + Block <= text.Length)
            ClassifyBlock(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at), out letters, out signs);
        else
            ClassifyRest(text, at, out letters, out signs);
    }

    private static void ClassifyRest(ReadOnlySpan<byte> text, int at, out ulong letters, out ulong signs)
    {
        Span<byte> block = stackalloc byte[Block];
        block.Clear();
        if (at < text.Length)
            text[at..].CopyTo(block);
        ClassifyBlock(ref MemoryMarshal.GetReference(block), out letters, out signs);
    }

    private static void ClassifyBlock(ref byte start, out ulong letters, out ulong signs)
    {
        var low = Groups(Vector256.LoadUnsafe(ref start));
        var high = Groups(Vector256.LoadUnsafe(ref start, 32));
        letters = Nibbles.AnyOf(low, LetterGroups) | ((ulong)Nibbles.AnyOf(high, LetterGroups) << 32);
        signs = Nibbles.AnyOf(low, SignGroups) | ((ulong)Nibbles.AnyOf(high, SignGroups) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Groups(Vector256<byte> bytes) =>
        Nibbles.LookUp(ByLowNibble, Nibbles.Low(bytes)) & Nibbles.LookUp(ByHighNibble, Nibbles.High(bytes));

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
