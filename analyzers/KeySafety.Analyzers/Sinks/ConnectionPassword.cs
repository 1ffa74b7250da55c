namespace KeySafety.Analyzers.Sinks;

/// <summary>Finds the password in a connection string or URL, however weak it is.</summary>
/// <remarks>https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax, https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1</remarks>
internal static class ConnectionPassword
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "pwd", "userpassword", "passphrase", "sslpassword", "certificatepassword", "accountkey", "sharedaccesskey", "accesskey", "secretkey", "jetoledb:databasepassword",
    };

    /// <summary>The password; null where the text holds none.</summary>
    public static SecretPart? Find(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && text.Take(scheme).All(static c => char.IsLetterOrDigit(c) || c is '+' or '-' or '.'))
            return InUrl(text, scheme + 3);

        // Redis separates by commas and has passwords without quotes.
        var separator = text.IndexOf(';') < 0 && text.IndexOf(',') >= 0 ? ',' : ';';
        for (var start = 0; start < text.Length;)
        {
            var equals = text.IndexOf('=', start);
            if (equals < 0)
                return null;

            var end = EndOfValue(text, equals + 1, separator);
            var nameStart = text.LastIndexOf(separator, equals) + 1;
            if (Names.Contains(text.Substring(Math.Max(start, nameStart), equals - Math.Max(start, nameStart)).Replace(" ", "").Trim()))
                return Trim(text, equals + 1, end);
            start = end + 1;
        }

        return null;
    }

    private static SecretPart? InUrl(string text, int start)
    {
        var slash = text.IndexOf('/', start);
        var at = text.LastIndexOf('@', (slash < 0 ? text.Length : slash) - 1);
        var colon = at < start ? -1 : text.IndexOf(':', start, at - start);
        return colon < 0 ? null : new SecretPart(colon + 1, at - colon - 1, "url-password");
    }

    private static int EndOfValue(string text, int start, char separator)
    {
        var first = start;
        while (first < text.Length && text[first] == ' ')
            first++;
        if (first < text.Length && text[first] is '"' or '\'' && text.IndexOf(text[first], first + 1) is > 0 and var close)
            start = close;
        var end = text.IndexOf(separator, start);
        return end < 0 ? text.Length : end;
    }

    private static SecretPart? Trim(string text, int start, int end)
    {
        while (start < end && text[start] is ' ' or '"' or '\'')
            start++;
        while (end > start && text[end - 1] is ' ' or '"' or '\'')
            end--;
        return end > start ? new SecretPart(start, end - start, "connection-string-password") : null;
    }
}
