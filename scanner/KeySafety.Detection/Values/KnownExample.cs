namespace KeySafety.Detection.Values;

/// <summary>Tells what vendors print in their documentation, and what people type in its place, from issued credentials.</summary>
internal static class KnownExample
{
    // Issued credentials are random: eight given letters turn up in 40 of base62 once in 10^12.
    private static readonly string[] Words =
    [
        "example", "xxxxxx", "placeholder", "your_", "your-", "insert", "redacted", "changeme", "sample_", "dummy", "000000000",
        "1234567890", "abcdefgh", "yourkey", "yourtoken", "yoursecret", "notarealkey", "fakefake", "not_real", "not-real",
    ];

    /// <summary>Why a value in a known format is no credential; null where it may be one.</summary>
    public static string? Reason(ReadOnlySpan<char> secret)
    {
        foreach (var word in Words)
        {
            if (secret.IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return $"holds \"{word}\", as examples do";
        }

        return secret.Length < 200 && Repetition.HasStretch(secret) ? "holds a row or sequence of characters" : null;
    }
}
