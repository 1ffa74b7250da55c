namespace KeySafety.Detection.Checks;

/// <summary>OpenSSH private keys begin with their format's name and a zero byte.</summary>
/// <remarks>https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key</remarks>
internal static class OpenSshKey
{
    private const string Magic = "openssh-key-v1\0";

    /// <summary>Whether the PEM block begins with the magic.</summary>
    public static bool HasMagic(ReadOnlySpan<char> secret)
    {
        var body = PemBlock.Body(secret);
        return HasMagic(new Base64Bytes(body)) || HasMagic(new Base64Bytes(body, isPatch: true));
    }

    private static bool HasMagic(Base64Bytes bytes)
    {
        var index = 0;
        foreach (var value in bytes)
        {
            if (value != Magic[index])
                return false;
            if (++index == Magic.Length)
                return true;
        }

        return false;
    }
}
