using KeySafety.Server.Crypto;

namespace KeySafety.Server.Records;

/// <summary>The value that a key had before its rotation, while both are accepted.</summary>
/// <param name="Id">See <see cref="IdOf"/>: a value retires once.</param>
/// <param name="KeyId">The key that it opens.</param>
/// <param name="Digest">Its index entry under the data key.</param>
/// <param name="Prefix">Its value prefix.</param>
/// <param name="SealedValue">The value of a parent of scoped keys under the data key, else null.</param>
/// <param name="UntilUnixSeconds">Accepted while now is at most this.</param>
internal sealed record RetiredValue(string Id, int KeyId, byte[] Digest, string Prefix, byte[]? SealedValue, ulong UntilUnixSeconds) : IRecord
{
    /// <summary>The digest in hexadecimal.</summary>
    public static string IdOf(in KeyDigest digest) => Convert.ToHexStringLower(digest.ToArray());

    // A record prints its members; the digest stands for a secret.
    public override string ToString() => $"{nameof(RetiredValue)} of key {KeyId}";
}
