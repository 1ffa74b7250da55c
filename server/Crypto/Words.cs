using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KeySafety.Server.Crypto;

/// <summary>One or several 32-bit words side by side: what SHA-256 needs of them, so that it is written once for all widths.</summary>
internal interface IWords<T>
    where T : struct, IWords<T>
{
    static abstract T Broadcast(uint value);

    static abstract T operator +(T left, T right);

    static abstract T RotateRight(T value, [ConstantExpected] byte count);

    static abstract T ShiftRight(T value, [ConstantExpected] byte count);

    static abstract T Xor(T first, T second, T third);

    /// <summary>Bit by bit: <paramref name="ifSet"/> where <paramref name="mask"/> is one, else <paramref name="ifClear"/>.</summary>
    static abstract T Select(T mask, T ifSet, T ifClear);

    /// <summary>Bit by bit: the value that at least two of the three hold.</summary>
    static abstract T Majority(T first, T second, T third);
}

/// <summary>One word: the width of a single key's check.</summary>
internal readonly struct Word(uint value) : IWords<Word>
{
    public readonly uint Value = value;

    public static Word Broadcast(uint value) => new(value);

    public static Word operator +(Word left, Word right) => new(left.Value + right.Value);

    public static Word RotateRight(Word value, [ConstantExpected] byte count) => new(BitOperations.RotateRight(value.Value, count));

    public static Word ShiftRight(Word value, [ConstantExpected] byte count) => new(value.Value >> count);

    public static Word Xor(Word first, Word second, Word third) => new(first.Value ^ second.Value ^ third.Value);

    public static Word Select(Word mask, Word ifSet, Word ifClear) =>
        new(ifClear.Value ^ (mask.Value & (ifSet.Value ^ ifClear.Value)));

    public static Word Majority(Word first, Word second, Word third) =>
        new((first.Value & second.Value) | (third.Value & (first.Value | second.Value)));
}

/// <summary>Sixteen words in a 512-bit register; any processor runs it, those with AVX-512 in single instructions.</summary>
internal readonly struct Words16(Vector512<uint> value) : IWords<Words16>
{
    public readonly Vector512<uint> Value = value;

    public static Words16 Broadcast(uint value) => new(Vector512.Create(value));

    public static Words16 operator +(Words16 left, Words16 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words16 RotateRight(Words16 value, [ConstantExpected] byte count) => new(Avx512F.IsSupported
        ? Avx512F.RotateRight(value.Value, count)
        : (value.Value >>> count) | (value.Value << (32 - count)));

    public static Words16 ShiftRight(Words16 value, [ConstantExpected] byte count) => new(value.Value >>> count);

    public static Words16 Xor(Words16 first, Words16 second, Words16 third) => new(first.Value ^ second.Value ^ third.Value);

    public static Words16 Select(Words16 mask, Words16 ifSet, Words16 ifClear) =>
        new(Vector512.ConditionalSelect(mask.Value, ifSet.Value, ifClear.Value));

    // Where the first two agree they are the majority; where they differ the third decides.
    public static Words16 Majority(Words16 first, Words16 second, Words16 third) =>
        new(Vector512.ConditionalSelect(first.Value ^ second.Value, third.Value, first.Value));
}
