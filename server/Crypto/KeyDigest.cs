using System.Runtime.InteropServices;

namespace KeySafety.Server.Crypto;

/// <summary>32 bytes that stand for a secret in an index: its HMAC under the data key. Compared in constant time.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly struct KeyDigest : IEquatable<KeyDigest>
{
    public const int Bytes = Sha256.DigestBytes;

    private readonly ulong _first, _second, _third, _fourth;

    public KeyDigest(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<KeyDigest>(bytes);

    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        MemoryMarshal.Write(bytes, in this);
        return bytes;
    }

    public bool Equals(KeyDigest other) =>
        ((_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third) | (_fourth ^ other._fourth)) == 0;

    public override bool Equals(object? obj) => obj is KeyDigest other && Equals(other);

    // Any 32 of the bits do: they come out of an HMAC whose key an attacker does not have.
    public override int GetHashCode() => (int)_first;
}
