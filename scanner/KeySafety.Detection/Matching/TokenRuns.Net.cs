#if NET
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KeySafety.Detection.Matching;

/// <remarks>
/// Both nibbles of a byte look up which of seven groups it can be in; where they agree it is a token character, and in one of
/// four of the groups a word's.
/// </remarks>
internal ref partial struct TokenRuns
{
    private const byte WordGroups = 0b0011_1010;

    private static readonly Vector256<byte> ByLowNibble = Nibbles.Table(Group, static value => value & 15);
    private static readonly Vector256<byte> ByHighNibble = Nibbles.Table(Group, static value => value >> 4);

    private static void Classify(ReadOnlySpan<byte> text, int at, out ulong words, out ulong tokens)
    {
        if (at + Block <= text.Length)
            ClassifyBlock(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at), out words, out tokens);
        else
            ClassifyRest(text, at, out words, out tokens);
    }

    private static void ClassifyRest(ReadOnlySpan<byte> text, int at, out ulong words, out ulong tokens)
    {
        Span<byte> block = stackalloc byte[Block];
        block.Clear();
        if (at < text.Length)
            text[at..].CopyTo(block);
        ClassifyBlock(ref MemoryMarshal.GetReference(block), out words, out tokens);
    }

    private static void ClassifyBlock(ref byte start, out ulong words, out ulong tokens)
    {
        var low = Groups(Vector256.LoadUnsafe(ref start));
        var high = Groups(Vector256.LoadUnsafe(ref start, 32));
        tokens = Nibbles.AnyOf(low, byte.MaxValue) | ((ulong)Nibbles.AnyOf(high, byte.MaxValue) << 32);
        words = Nibbles.AnyOf(low, WordGroups) | ((ulong)Nibbles.AnyOf(high, WordGroups) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Groups(Vector256<byte> bytes) =>
        Nibbles.LookUp(ByLowNibble, Nibbles.Low(bytes)) & Nibbles.LookUp(ByHighNibble, Nibbles.High(bytes));

    private static byte Group(int value) => value switch
    {
        '%' or '+' or '-' or '.' or '/' => 1,
        >= '0' and <= '9' => 2,
        ':' or '=' => 4,
        (>= 'A' and <= 'O') or (>= 'a' and <= 'o') => 8,
        (>= 'P' and <= 'Z') or '_' => 16,
        >= 'p' and <= 'z' => 32,
        '|' or '~' => 64,
        _ => 0,
    };
}
#endif
