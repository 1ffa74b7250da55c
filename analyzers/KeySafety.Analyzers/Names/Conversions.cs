namespace KeySafety.Analyzers.Names;

/// <summary>Methods that pass a text on in another form, so that what their result is bound to names the text.</summary>
internal static class Conversions
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "ToCharArray", "ToString", "Trim", "AsSpan", "AsMemory", "GetBytes", "FromBase64String", "FromHexString", "ToArray", "ToSecureString", "Encode", "Decode",
        "UrlEncode", "UrlDecode", "EscapeDataString", "FromResult", "Concat",
    };

    /// <summary>Whether a method only changes the form.</summary>
    public static bool IsConversion(string? method) => method is not null && Methods.Contains(method);
}
