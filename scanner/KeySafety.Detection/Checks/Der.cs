namespace KeySafety.Detection.Checks;

/// <summary>Private keys as ASN.1: a SEQUENCE of the stated length that begins with a version number.</summary>
/// <remarks>
/// <code>
/// 30 82 04 A4  02 01 00 ...
/// SEQUENCE     INTEGER, the version: 0 or 1 in PKCS #1, PKCS #8 and SEC 1
/// of 0x4A4 bytes
/// </code>
/// https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2, https://www.rfc-editor.org/rfc/rfc5958, https://www.rfc-editor.org/rfc/rfc5915
/// </remarks>
internal static class Der
{
    private const int HeaderBytes = 9;

    /// <summary>Whether the PEM block holds a private key of any kind; an encrypted one cannot be told and passes.</summary>
    public static bool IsPrivateKey(ReadOnlySpan<char> secret) => HoldsSequence(secret, withVersion: true);

    /// <summary>Whether the PEM block holds one SEQUENCE and nothing else.</summary>
    public static bool IsSequence(ReadOnlySpan<char> secret) => HoldsSequence(secret, withVersion: false);

    private static bool HoldsSequence(ReadOnlySpan<char> secret, bool withVersion)
    {
        var body = PemBlock.Body(secret);
        return PemBlock.IsEncrypted(body)
            || HoldsSequence(new Base64Bytes(body), withVersion)
            || (body.IndexOf("\n+".AsSpan()) >= 0 && HoldsSequence(new Base64Bytes(body, isPatch: true), withVersion));
    }

    private static bool HoldsSequence(Base64Bytes bytes, bool withVersion)
    {
        Span<byte> head = stackalloc byte[HeaderBytes];
        var count = 0;
        foreach (var value in bytes)
        {
            if (count < HeaderBytes)
                head[count] = value;
            count++;
        }

        if (count < HeaderBytes || head[0] != 0x30)
            return false;

        // A length under 128 is one byte; a longer one is announced by how many bytes it takes.
        var lengthBytes = head[1] < 0x80 ? 0 : head[1] & 0x7F;
        if (lengthBytes > 3)
            return false;

        var length = lengthBytes == 0 ? head[1] : 0;
        for (var i = 0; i < lengthBytes; i++)
            length = (length << 8) | head[2 + i];

        var content = 2 + lengthBytes;
        return count == content + length
            && (!withVersion || (head[content] == 0x02 && head[content + 1] == 0x01 && head[content + 2] <= 1));
    }
}
