#if NET
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KeySafety.Detection.Matching;

/// <remarks>
/// Both nibbles of a byte look up which of eight groups it can be in; where they agree it is in one. From the lowest bit on the groups
/// are <c>0-9</c>, <c>A-Oa-o</c>, <c>P-Z_</c> and <c>p-z</c> of a word, <c>+/</c> and <c>-=</c> of base64, <c>.~</c> and <c>:</c>. The
/// three characters that would need groups of their own are compared.
/// </remarks>
internal sealed partial class Places
{
    private const byte WordGroups = 0b0000_1111;
    private const byte Base64Groups = 0b0011_1111;

    // By nibble, a bit for each group. Written out, as a native binary would ask each time whether they have been computed.
    private static Vector256<byte> ByLowNibble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Nibbles.Twice(Vector128.Create((byte)13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 142, 18, 2, 34, 66, 22));
    }

    private static Vector256<byte> ByHighNibble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Nibbles.Twice(Vector128.Create((byte)0, 0, 112, 161, 2, 4, 2, 72, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private void Classify(ReadOnlySpan<byte> text, int at, int block)
    {
        if (at + Block <= text.Length)
            ClassifyBlock(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at), block);
        else
            ClassifyRest(text, at, block);
    }

    private void ClassifyRest(ReadOnlySpan<byte> text, int at, int block)
    {
        Span<byte> rest = stackalloc byte[Block];
        rest.Clear();
        if (at < text.Length)
            text[at..].CopyTo(rest);
        ClassifyBlock(ref MemoryMarshal.GetReference(rest), block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ClassifyBlock(ref byte start, int block)
    {
        Classify(Vector256.LoadUnsafe(ref start), out var words, out var tokens, out var base64, out var escapes);
        Classify(Vector256.LoadUnsafe(ref start, 32), out var wordsBehind, out var tokensBehind, out var base64Behind, out var escapesBehind);
        _words[block] = words | ((ulong)wordsBehind << 32);
        _tokens[block] = tokens | ((ulong)tokensBehind << 32);
        _base64[block] = base64 | ((ulong)base64Behind << 32);
        _escapes[block] = escapes | ((ulong)escapesBehind << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Classify(Vector256<byte> bytes, out uint words, out uint tokens, out uint base64, out uint escapes)
    {
        var groups = Nibbles.LookUp(ByLowNibble, Nibbles.Low(bytes)) & Nibbles.LookUp(ByHighNibble, Nibbles.High(bytes));
        var percents = Vector256.Equals(bytes, Vector256.Create((byte)'%'));
        var bars = Vector256.Equals(bytes, Vector256.Create((byte)'|'));
        var slashes = Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
        words = Nibbles.AnyOf(groups, WordGroups);
        base64 = Nibbles.AnyOf(groups, Base64Groups);
        tokens = Nibbles.AnyOf(groups | percents | bars, byte.MaxValue);
        escapes = (percents | slashes).ExtractMostSignificantBits();
    }

    /// <summary>Finds the starts of runs, of four blocks at a time.</summary>
    private void FindRuns(int last)
    {
        for (var i = 1; i <= last; i += Vector256<ulong>.Count)
        {
            var (tokens, next) = (Load(_tokens, i), Load(_tokens, i + 1));
            Narrow(ref tokens, ref next, 1);
            Narrow(ref tokens, ref next, 2);
            Narrow(ref tokens, ref next, 4);
            Narrow(ref tokens, ref next, TokenRuns.Shortest - 8);
            Vector256.AndNot(tokens, Behind(_words, i)).CopyTo(_tokenStarts, i);

            (var base64, next) = (Load(_base64, i), Load(_base64, i + 1));
            Narrow(ref base64, ref next, 1);
            Narrow(ref base64, ref next, 2);
            Narrow(ref base64, ref next, 4);
            Narrow(ref base64, ref next, 8);
            Narrow(ref base64, ref next, Embedded.EncodedRuns.Shortest - 16);
            Vector256.AndNot(base64, Behind(_base64, i)).CopyTo(_base64Starts, i);
        }
    }

    // Keeps the bits that are set here and a distance further on: the run that each stands for grows by the distance.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(ref Vector256<ulong> masks, ref Vector256<ulong> next, int distance)
    {
        masks &= Vector256.ShiftRightLogical(masks, distance) | Vector256.ShiftLeft(next, Block - distance);
        next &= Vector256.ShiftRightLogical(next, distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Behind(ulong[] masks, int i) =>
        Vector256.ShiftLeft(Load(masks, i), 1) | Vector256.ShiftRightLogical(Load(masks, i - 1), Block - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Load(ulong[] masks, int i) => Vector256.Create<ulong>(masks.AsSpan(i));
}
#endif
