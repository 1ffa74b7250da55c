using System.Security.Cryptography;

namespace KeySafety.Server.Audit;

/// <summary>How records are chained: each line ends with a hash over the hash before it and over itself.</summary>
/// <remarks>
/// <c>hash = hex(SHA-256(previous hash, as 64 characters of hex, followed by the line up to and without ,"hash":))</c>; the first
/// record follows 64 zeros. Not keyed, so that anybody can check it; what anybody could also make anew is held by the
/// sealed <see cref="AuditHead"/>.
/// </remarks>
internal static class AuditChain
{
    public const int HashLength = 64;

    private const int EndLength = 9 + HashLength + 2;

    // Half of what a hash of a record costs is to make and free the platform's context for it.
    [ThreadStatic]
    private static IncrementalHash? _sha;

    /// <summary>What the first record follows.</summary>
    public static ReadOnlySpan<byte> Start => "0000000000000000000000000000000000000000000000000000000000000000"u8;

    /// <summary>Between a record's content and its hash.</summary>
    public static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    /// <summary>After the hash.</summary>
    public static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>The hash of a record.</summary>
    /// <param name="input">The previous hash and the content, one after the other.</param>
    /// <param name="hash">Receives 64 characters.</param>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var sha = _sha ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(input);
        sha.GetHashAndReset(digest);
        Convert.TryToHexStringLower(digest, hash, out _);
    }

    /// <summary>Takes a line apart; false where it does not end as a record does.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> hash)
    {
        content = hash = default;
        if (line.Length <= EndLength || !line[^EndLength..].StartsWith(HashName) || !line.EndsWith(End))
            return false;

        content = line[..^EndLength];
        hash = line[^(HashLength + End.Length)..^End.Length];
        return true;
    }

    /// <summary>Whether a line follows the hash before it.</summary>
    public static bool Follows(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> line)
    {
        if (!TrySplit(line, out var content, out var hash) || line.Length > AuditLine.MaxBytes)
            return false;

        Span<byte> input = stackalloc byte[HashLength + AuditLine.MaxBytes];
        previous.CopyTo(input);
        content.CopyTo(input[HashLength..]);
        Span<byte> expected = stackalloc byte[HashLength];
        Hash(input[..(HashLength + content.Length)], expected);
        return expected.SequenceEqual(hash);
    }
}
