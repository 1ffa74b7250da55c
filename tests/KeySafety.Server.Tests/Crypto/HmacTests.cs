using System.Security.Cryptography;
using CsCheck;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Tests.Crypto;

/// <summary>Our HMAC-SHA256 against the platform's, at every length around the block limits and at every width.</summary>
public class HmacTests
{
    private static readonly Gen<byte[]> Keys = Gen.Byte.Array[0, 150];
    private static readonly Gen<byte[]> Messages = Gen.Byte.Array[0, 300];

    [Fact]
    public void Compute_EqualsThePlatform() => Gen.Select(Keys, Messages).Sample((key, message) =>
    {
        Span<byte> code = stackalloc byte[32];
        new HmacKey(key).Compute(message, code);
        return code.SequenceEqual(HMACSHA256.HashData(key, message));
    });

    [Fact]
    public void Find_NamesTheKeyThatSigned() =>
        Gen.Select(Keys.Array[1, 70], Messages, Gen.Int[0, 1000]).Sample((keys, message, pick) =>
        {
            var signer = keys[pick % keys.Length];
            var found = Ring(keys).Find(message, HMACSHA256.HashData(signer, message));
            return found >= 0 && SameKey(keys[found], signer);
        });

    [Fact]
    public void Find_OfACodeThatNoKeyMade_IsNone() =>
        Gen.Select(Keys.Array[0, 40], Messages, Gen.Int[0, 255]).Sample((keys, message, bit) =>
        {
            var code = HMACSHA256.HashData(keys.Length > 0 ? keys[0] : [], message);
            code[bit / 8] ^= (byte)(1 << (bit % 8));
            return Ring(keys).Find(message, code) == -1;
        });

    private static HmacKeyRing Ring(byte[][] keys) => new([.. keys.Select(key => new HmacKey(key))]);

    // Compared by what they sign: two keys that differ only in trailing zeros are one key to HMAC.
    private static bool SameKey(byte[] left, byte[] right)
    {
        byte[] probe = [1];
        return HMACSHA256.HashData(left, probe).SequenceEqual(HMACSHA256.HashData(right, probe));
    }
}
