using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KeySafety.Server.Crypto;

/// <summary>Many HMAC keys, tried sixteen at a time: which of them signed this message?</summary>
/// <remarks>
/// <para>
/// A scoped key names its parent by four characters alone, so every parent with that prefix has to be tried. The message is
/// the same for all of them: its schedule is expanded once, and each lane of a vector register runs the rounds for another
/// key. Only the outer block differs by lane.
/// </para>
/// <para>
/// Cost: linear in keys and in message blocks; about 30 ns a key for a message of two blocks with AVX-512, and no
/// early end, so that the time does not tell which key matched. Rings never change: adding a key makes a new one.
/// </para>
/// </remarks>
internal sealed class HmacKeyRing
{
    private const int Lanes = 16;
    private const int WordsPerKey = 16;

    // Per group of 16 keys: 16 rows (8 inner, 8 outer words) of 16 lanes.
    private readonly uint[] _states;
    private readonly int _count;

    public HmacKeyRing(ReadOnlySpan<HmacKey> keys)
    {
        _count = keys.Length;
        var groups = (keys.Length + Lanes - 1) / Lanes;
        _states = new uint[groups * Lanes * WordsPerKey];
        for (var i = 0; i < keys.Length; i++)
        {
            var group = _states.AsSpan(i / Lanes * Lanes * WordsPerKey, Lanes * WordsPerKey);
            Scatter(keys[i].Inner, group[(i % Lanes)..]);
            Scatter(keys[i].Outer, group[(8 * Lanes + i % Lanes)..]);
        }
    }

    /// <summary>The index of a key under which <paramref name="message"/> has this code, or -1.</summary>
    [SkipLocalsInit]
    public int Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> code)
    {
        var tail = message[(message.Length / Sha256.BlockBytes * Sha256.BlockBytes)..];
        Span<byte> padded = stackalloc byte[2 * Sha256.BlockBytes];
        padded = padded[..(Sha256.TailBlocks(tail.Length) * Sha256.BlockBytes)];
        Sha256.Pad(tail, Sha256.BlockBytes + message.Length, padded);

        var blocks = message.Length / Sha256.BlockBytes + padded.Length / Sha256.BlockBytes;
        var expanded = new uint[blocks * 64];
        for (var block = 0; block < blocks; block++)
        {
            var start = block * Sha256.BlockBytes;
            ExpandShared(
                start + Sha256.BlockBytes <= message.Length
                    ? message.Slice(start, Sha256.BlockBytes)
                    : padded.Slice(start - (message.Length - tail.Length), Sha256.BlockBytes),
                expanded.AsSpan(block * 64, 64));
        }

        var found = -1;
        Span<Words16> schedule = stackalloc Words16[64];
        for (var first = 0; first < _count; first += Lanes)
        {
            var lanes = Matches(_states.AsSpan(first * WordsPerKey, Lanes * WordsPerKey), expanded, code, schedule);
            if (lanes != 0 && first + int.TrailingZeroCount(lanes) < _count)
                found = first + int.TrailingZeroCount(lanes);
        }

        return found;
    }

    private static int Matches(ReadOnlySpan<uint> group, ReadOnlySpan<uint> expanded, ReadOnlySpan<byte> code, Span<Words16> schedule)
    {
        var state = Load(group);
        for (var block = 0; block < expanded.Length; block += 64)
            state.CompressShared(expanded.Slice(block, 64));

        HmacKey.OuterBlock(state, schedule);
        state = Load(group[(8 * Lanes)..]);
        state.Compress(schedule);

        var difference = Differ(state.A, code, 0) | Differ(state.B, code, 1) | Differ(state.C, code, 2) | Differ(state.D, code, 3)
            | Differ(state.E, code, 4) | Differ(state.F, code, 5) | Differ(state.G, code, 6) | Differ(state.H, code, 7);
        return (int)Vector512.Equals(difference, Vector512<uint>.Zero).ExtractMostSignificantBits();
    }

    private static Vector512<uint> Differ(Words16 word, ReadOnlySpan<byte> code, int index) =>
        word.Value ^ Vector512.Create(BinaryPrimitives.ReadUInt32BigEndian(code[(4 * index)..]));

    private static void ExpandShared(ReadOnlySpan<byte> block, Span<uint> expanded)
    {
        var words = MemoryMarshal.Cast<uint, Word>(expanded);
        Sha256.ReadBlock(block, words);
        Sha256.Expand(words);
        for (var i = 0; i < 64; i++)
            expanded[i] += Sha256.Constants[i];
    }

    private static Sha256State<Words16> Load(ReadOnlySpan<uint> rows) => new()
    {
        A = Row(rows, 0),
        B = Row(rows, 1),
        C = Row(rows, 2),
        D = Row(rows, 3),
        E = Row(rows, 4),
        F = Row(rows, 5),
        G = Row(rows, 6),
        H = Row(rows, 7),
    };

    private static Words16 Row(ReadOnlySpan<uint> rows, int index) => new(Vector512.Create(rows.Slice(index * Lanes, Lanes)));

    private static void Scatter(in Sha256State<Word> state, Span<uint> lane)
    {
        lane[0] = state.A.Value;
        lane[Lanes] = state.B.Value;
        lane[2 * Lanes] = state.C.Value;
        lane[3 * Lanes] = state.D.Value;
        lane[4 * Lanes] = state.E.Value;
        lane[5 * Lanes] = state.F.Value;
        lane[6 * Lanes] = state.G.Value;
        lane[7 * Lanes] = state.H.Value;
    }
}
