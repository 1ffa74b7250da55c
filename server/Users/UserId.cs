using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KeySafety.Server.Users;

/// <summary>The id of a user: made from issuer and subject, so that two requests that create the same user mean one record.</summary>
internal static class UserId
{
    private const int Version = 8;
    private const int GuidBytes = 16;

    /// <summary>A UUID of version 8 (RFC 9562, section 5.8) from the SHA-256 of both, with the issuer's length in front.</summary>
    public static string Of(string issuer, string subject)
    {
        var name = Encoding.UTF8.GetBytes(issuer + subject);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Encoding.UTF8.GetByteCount(issuer));
        var hash = SHA256.HashData([.. bytes, .. name]).AsSpan(0, GuidBytes);
        hash[6] = (byte)((hash[6] & 0x0F) | (Version << 4));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
