namespace KeySafety.Detection.Checks;

/// <summary>The base64 body within a PEM block, as it stands in a file or in a string literal.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc7468</remarks>
internal static class PemBlock
{
    /// <summary>What stands between header and footer; the whole text where there is no header.</summary>
    public static ReadOnlySpan<char> Body(ReadOnlySpan<char> text)
    {
        var header = text.IndexOf("KEY".AsSpan());
        if (header >= 0 && text.Slice(header).IndexOf("----".AsSpan()) is >= 0 and var dashes)
            text = text.Slice(header + dashes).TrimStart('-');

        var footer = text.IndexOf("----".AsSpan());
        return footer < 0 ? text : text.Slice(0, footer);
    }

    /// <summary>Whether base64 text holds a PEM block of a private key.</summary>
    public static bool IsEncoded(ReadOnlySpan<char> text)
    {
        const string Label = "PRIVATE KEY";
        int seen = 0, matched = 0;
        foreach (var value in new Base64Bytes(text))
        {
            matched = value == Label[matched] ? matched + 1 : value == Label[0] ? 1 : 0;
            if (matched == Label.Length)
                return true;
            if (++seen > 64)
                return false;
        }

        return false;
    }

    /// <summary>Whether the body is encrypted in the manner of old OpenSSL, so that nothing inside can be told.</summary>
    public static bool IsEncrypted(ReadOnlySpan<char> body) => body.IndexOf("ENCRYPTED".AsSpan()) >= 0;
}
