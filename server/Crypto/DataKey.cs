using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace KeySafety.Server.Crypto;

/// <summary>
/// The random 256-bit key that everything in the data directory is indexed and sealed under. It is stored only wrapped
/// (<see cref="WrappedDataKey"/>), so that the directory alone is useless.
/// </summary>
/// <remarks>Thread-safe. Three keys are derived from it with HKDF-SHA256: for the index, for sealing, and for the head of the audit.</remarks>
internal sealed class DataKey
{
    public const int Bytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MaxStackBytes = 512;

    private readonly HmacKey _index;
    private readonly byte[] _sealing;
    private readonly byte[] _audit = new byte[Bytes];

    public DataKey(ReadOnlySpan<byte> key)
    {
        Span<byte> index = stackalloc byte[Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, index, salt: [], info: "torque-server index 1"u8);
        _index = new HmacKey(index);
        CryptographicOperations.ZeroMemory(index);

        _sealing = new byte[Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, _sealing, salt: [], info: "torque-server seal 1"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, _audit, salt: [], info: "torque-server audit 1"u8);
    }

    /// <summary>The index entry of a key value: HMAC-SHA256 of its UTF-8 bytes. Allocates nothing up to 170 characters.</summary>
    [SkipLocalsInit]
    public KeyDigest Digest(ReadOnlySpan<char> value)
    {
        var maxBytes = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = maxBytes > MaxStackBytes ? ArrayPool<byte>.Shared.Rent(maxBytes) : null;
        try
        {
            Span<byte> bytes = rented ?? stackalloc byte[MaxStackBytes];
            return Digest(bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>The same over bytes.</summary>
    [SkipLocalsInit]
    public KeyDigest Digest(ReadOnlySpan<byte> value)
    {
        Span<byte> code = stackalloc byte[KeyDigest.Bytes];
        _index.Compute(value, code);
        return new KeyDigest(code);
    }

    /// <summary>HMAC-SHA256 of the audit's head, under a key of its own: no value of a key can have the same code.</summary>
    public byte[] SealAuditHead(ReadOnlySpan<byte> head) => HMACSHA256.HashData(_audit, head);

    /// <summary>Encrypts with AES-256-GCM: 12 bytes of random nonce, the ciphertext, 16 bytes of tag.</summary>
    /// <param name="plain">What to hide.</param>
    /// <param name="owner">The id of the record it belongs to: sealed bytes moved to another record do not open.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, int owner) => Seal(plain, BitConverter.GetBytes(owner));

    /// <summary>The same for a record that is named by text. No text of four bytes: it could be a number.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string owner) => Seal(plain, Encoding.UTF8.GetBytes(owner));

    private byte[] Seal(ReadOnlySpan<byte> plain, byte[] owner)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        // One instance a call: an AesGcm must not be used by two threads at once.
        using var cipher = new AesGcm(_sealing, TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            plain,
            box.AsSpan(NonceBytes, plain.Length),
            box.AsSpan(NonceBytes + plain.Length),
            owner);
        return box;
    }

    /// <summary>Decrypts what <see cref="Seal(ReadOnlySpan{byte}, int)"/> made for the same owner; null when it was made under another key or changed.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, int owner) => Open(box, BitConverter.GetBytes(owner));

    /// <summary>The same for a record that is named by text.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, string owner) => Open(box, Encoding.UTF8.GetBytes(owner));

    private byte[]? Open(ReadOnlySpan<byte> box, byte[] owner)
    {
        if (box.Length < NonceBytes + TagBytes)
            return null;

        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_sealing, TagBytes);
        try
        {
            cipher.Decrypt(
                box[..NonceBytes],
                box.Slice(NonceBytes, plain.Length),
                box[(NonceBytes + plain.Length)..],
                plain,
                owner);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
