namespace KeySafety.Detection.Checks;

/// <summary>User name and password as HTTP's basic scheme has them: base64 of <c>name:password</c>.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc7617</remarks>
internal static class BasicCredentials
{
    /// <summary>Whether the text decodes to printable characters with a colon that has something on both sides.</summary>
    public static bool AreEncoded(ReadOnlySpan<char> secret)
    {
        var colon = -1;
        var index = 0;
        foreach (var value in new Base64Bytes(secret))
        {
            if (value is < 0x20 or 0x7F)
                return false;
            if (value == ':' && colon < 0)
                colon = index;
            index++;
        }

        return colon > 0 && colon < index - 1;
    }
}
