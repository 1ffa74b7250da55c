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

    // How the values begin that RFC 5849, 6749, 6750, 7515, 7617, OpenID Connect, jwt.io and the manuals
    // of AWS, Stripe, Slack, Azure's emulators, Google Maps and GitHub print in their text; cut short,
    // so that nobody takes this list for a leak.
    private static readonly string[] Published =
    [
        "0685bd9184", "ad180jjd73", "9djdj82h48", "kkk9d7dh3k", "2YotnFZFEj", "tGzv3JOkF0", "7Fjfp0ZBr1", "gX1fBat3bV", "mF_9.B5f-4", "SlAV32hkKG", "SlxIOBeZQQ",
        "SplxlOBeZQ", "h480djs93h", "lsdkfol23w", "sdf0o9823s", "QWxhZGRpbj", "dXNlcjpwYX", "wJalrXUtnF", "AKIAIOSFOD", "AKIAI44QH8", "je7MtGbClw", "SflKxwRJSM", "bPxRfiCYEX",
        "dpf43f3p2l", "kd94hf93k4", "hh5s93j4hd", "nnch734d00", "czZCaGRSa3", "dBjftJeZ4C", "aj3sh8sb8a", "xvz1evFS4w", "370773112-",
        "sk_test_4eC3", "sk_test_BQok", "sk_test_tR3P", "xoxb-176536724", "xoxp-239847548", "Eby8vdM02x", "C2y6yDjf5/", "AIzaSyDaGmWK", "ghp_16C7e42F",
    ];

    /// <summary>Whether a value is one that a public specification or a vendor's manual prints.</summary>
    public static bool IsPublished(string value)
    {
        foreach (var start in Published)
        {
            if (value.StartsWith(start, StringComparison.Ordinal))
                return true;
        }

        return value.Contains("SflKxwRJSMeKKF2QT4");
    }

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
