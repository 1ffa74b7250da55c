using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace KeySafety.Server.Crypto;

/// <summary>The eight words that SHA-256 carries from block to block (FIPS 180-4, section 6.2), for one or many messages.</summary>
/// <remarks>
/// Ours, because the platform's SHA-256 cannot start from a saved state: an HMAC under a key that is checked a thousand
/// times would hash the key's padding a thousand times, and many keys could not be tried side by side. A property test
/// holds it against the platform's own at every width and length.
/// </remarks>
internal struct Sha256State<T>
    where T : struct, IWords<T>
{
    public T A, B, C, D, E, F, G, H;

    /// <summary>The state before the first block.</summary>
    public static Sha256State<T> Initial => new()
    {
        A = T.Broadcast(0x6a09e667),
        B = T.Broadcast(0xbb67ae85),
        C = T.Broadcast(0x3c6ef372),
        D = T.Broadcast(0xa54ff53a),
        E = T.Broadcast(0x510e527f),
        F = T.Broadcast(0x9b05688c),
        G = T.Broadcast(0x1f83d9ab),
        H = T.Broadcast(0x5be0cd19),
    };

    /// <summary>Takes in one block of 16 words; <paramref name="schedule"/> is 64 long, its first 16 are the block.</summary>
    public void Compress(Span<T> schedule)
    {
        Sha256.Expand(schedule);
        Run(schedule, Sha256.Constants);
    }

    /// <summary>Takes in a block that is the same for every lane, already expanded and with the round constants added.</summary>
    public void CompressShared(ReadOnlySpan<uint> expandedPlusConstants)
    {
        var (a, b, c, d, e, f, g, h) = (A, B, C, D, E, F, G, H);
        for (var round = 0; round < 64; round += 8)
        {
            var words = expandedPlusConstants.Slice(round, 8);
            Round(a, b, c, ref d, e, f, g, ref h, T.Broadcast(words[0]));
            Round(h, a, b, ref c, d, e, f, ref g, T.Broadcast(words[1]));
            Round(g, h, a, ref b, c, d, e, ref f, T.Broadcast(words[2]));
            Round(f, g, h, ref a, b, c, d, ref e, T.Broadcast(words[3]));
            Round(e, f, g, ref h, a, b, c, ref d, T.Broadcast(words[4]));
            Round(d, e, f, ref g, h, a, b, ref c, T.Broadcast(words[5]));
            Round(c, d, e, ref f, g, h, a, ref b, T.Broadcast(words[6]));
            Round(b, c, d, ref e, f, g, h, ref a, T.Broadcast(words[7]));
        }

        Add(a, b, c, d, e, f, g, h);
    }

    private void Run(ReadOnlySpan<T> schedule, ReadOnlySpan<uint> constants)
    {
        var (a, b, c, d, e, f, g, h) = (A, B, C, D, E, F, G, H);
        for (var round = 0; round < 64; round += 8)
        {
            var words = schedule.Slice(round, 8);
            var keys = constants.Slice(round, 8);
            Round(a, b, c, ref d, e, f, g, ref h, words[0] + T.Broadcast(keys[0]));
            Round(h, a, b, ref c, d, e, f, ref g, words[1] + T.Broadcast(keys[1]));
            Round(g, h, a, ref b, c, d, e, ref f, words[2] + T.Broadcast(keys[2]));
            Round(f, g, h, ref a, b, c, d, ref e, words[3] + T.Broadcast(keys[3]));
            Round(e, f, g, ref h, a, b, c, ref d, words[4] + T.Broadcast(keys[4]));
            Round(d, e, f, ref g, h, a, b, ref c, words[5] + T.Broadcast(keys[5]));
            Round(c, d, e, ref f, g, h, a, ref b, words[6] + T.Broadcast(keys[6]));
            Round(b, c, d, ref e, f, g, h, ref a, words[7] + T.Broadcast(keys[7]));
        }

        Add(a, b, c, d, e, f, g, h);
    }

    // Called with the names turned by one each time, so that no value is ever moved from one variable to the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(T a, T b, T c, ref T d, T e, T f, T g, ref T h, T word)
    {
        var first = h + word + T.Select(e, f, g)
            + T.Xor(T.RotateRight(e, 6), T.RotateRight(e, 11), T.RotateRight(e, 25));
        var second = T.Majority(a, b, c) + T.Xor(T.RotateRight(a, 2), T.RotateRight(a, 13), T.RotateRight(a, 22));
        d += first;
        h = first + second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(T a, T b, T c, T d, T e, T f, T g, T h)
    {
        A += a;
        B += b;
        C += c;
        D += d;
        E += e;
        F += f;
        G += g;
        H += h;
    }
}

/// <summary>The parts of SHA-256 that do not depend on the state.</summary>
internal static class Sha256
{
    public const int BlockBytes = 64;
    public const int DigestBytes = 32;

    /// <summary>The round constants: fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2).</summary>
    public static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Fills words 16 to 63 of the message schedule from the first 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expand<T>(Span<T> schedule)
        where T : struct, IWords<T>
    {
        schedule = schedule[..64];
        for (var i = 16; i < 64; i++)
        {
            var early = schedule[i - 15];
            var late = schedule[i - 2];
            schedule[i] = schedule[i - 16] + schedule[i - 7]
                + T.Xor(T.RotateRight(early, 7), T.RotateRight(early, 18), T.ShiftRight(early, 3))
                + T.Xor(T.RotateRight(late, 17), T.RotateRight(late, 19), T.ShiftRight(late, 10));
        }
    }

    /// <summary>Reads a block's 16 big-endian words.</summary>
    public static void ReadBlock(ReadOnlySpan<byte> block, Span<Word> words)
    {
        for (var i = 0; i < 16; i++)
            words[i] = new Word(BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]));
    }

    /// <summary>How many blocks hold the end of a message and its padding: one bit, and a 64-bit length.</summary>
    public static int TailBlocks(int tailBytes) => tailBytes <= BlockBytes - 9 ? 1 : 2;

    /// <summary>Writes the end of a message with its padding (FIPS 180-4, section 5.1.1).</summary>
    /// <param name="tail">What is left after the last full block.</param>
    /// <param name="totalBytes">Length of everything hashed, earlier blocks included.</param>
    /// <param name="padded">Room for <see cref="TailBlocks"/> blocks.</param>
    public static void Pad(ReadOnlySpan<byte> tail, long totalBytes, Span<byte> padded)
    {
        tail.CopyTo(padded);
        padded[tail.Length..].Clear();
        padded[tail.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded[^8..], (ulong)totalBytes * 8);
    }
}
