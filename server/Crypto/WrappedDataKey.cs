using System.Security.Cryptography;
using System.Text;

namespace KeySafety.Server.Crypto;

/// <summary>A data key as it lies on disk: encrypted under a key derived from the bootstrap key.</summary>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Rounds">PBKDF2-SHA256 rounds; stored, so that the constant can grow without locking anyone out.</param>
/// <param name="Box">AES-256-GCM: nonce, ciphertext, tag.</param>
internal sealed record WrappedDataKey(byte[] Salt, int Rounds, byte[] Box)
{
    // What OWASP's password storage cheat sheet asks for PBKDF2-HMAC-SHA256; about 0.2 s, once at start.
    private const int CurrentRounds = 600_000;
    private const int SaltBytes = 16;

    /// <summary>Wraps a fresh data key, or an old one under a new bootstrap key.</summary>
    public static WrappedDataKey Wrap(ReadOnlySpan<byte> dataKey, string bootstrapKey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new WrappedDataKey(salt, CurrentRounds, Wrapping(bootstrapKey, salt, CurrentRounds).Seal(dataKey, owner: 0));
    }

    /// <summary>The data key's bytes, or null when this bootstrap key did not wrap it.</summary>
    public byte[]? Unwrap(string bootstrapKey) => Wrapping(bootstrapKey, Salt, Rounds).Open(Box, owner: 0);

    private static DataKey Wrapping(string bootstrapKey, byte[] salt, int rounds) =>
        new(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(bootstrapKey), salt, rounds, HashAlgorithmName.SHA256, DataKey.Bytes));
}
