namespace KeySafety.Detection.Checks;

/// <summary>JSON Web Tokens: the first part is a JSON object that names its algorithm.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1</remarks>
internal static class JsonWebToken
{
    private const string Algorithm = "\"alg\"";

    /// <summary>Whether the header is an object with an <c>alg</c>.</summary>
    public static bool HasHeader(ReadOnlySpan<char> secret)
    {
        var dot = secret.IndexOf('.');
        if (dot < 0)
            return false;

        var matched = 0;
        var first = 0;
        var last = 0;
        foreach (var value in new Base64Bytes(secret.Slice(0, dot)))
        {
            if (first == 0)
                first = value;
            if (value is not ((byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))
                last = value;
            if (matched < Algorithm.Length)
                matched = value == Algorithm[matched] ? matched + 1 : value == '"' ? 1 : 0;
        }

        return first == '{' && last == '}' && matched == Algorithm.Length;
    }
}
