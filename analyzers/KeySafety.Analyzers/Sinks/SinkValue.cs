namespace KeySafety.Analyzers.Sinks;

/// <summary>Finds the secret in what a sink is given, by what the sink takes.</summary>
internal static class SinkValue
{
    private const int MinPassword = 4;
    private const int MinToken = 8;
    private const int MinKey = 6;

    // Labels of key derivations (`Bitcoin seed`) are handed over as keys, and are public; sentences that people choose are longer.
    private const int MinWords = 16;
    private const int MinSentence = 24;

    /// <summary>The secret in a constant; null where there is none.</summary>
    public static SecretPart? Find(SecretKind kind, string text)
    {
        var part = kind switch
        {
            SecretKind.ConnectionString => ConnectionPassword.Find(text),
            SecretKind.Header => InHeader(text),
            SecretKind.Password => new SecretPart(0, text.Length, "generic-password"),
            _ => new SecretPart(0, text.Length, "generic-secret"),
        };
        if (part is not { } found)
            return null;

        var value = text.Substring(found.Start, found.Length);
        return value.IndexOf(ReachingConstant.Hole) < 0 && !StandIn.Is(value) && IsLikely(kind, found, value) ? found : null;
    }

    /// <summary>Whether a text under a key may be a secret, whatever takes it.</summary>
    public static bool MayStandUnder(string key, string text) =>
        Find(SecretKind.Token, text) is not null || Find(SecretKind.Header, text) is not null || Find(SecretKind.Fallback, text) is not null
        || ((key.IndexOf("pass", StringComparison.OrdinalIgnoreCase) >= 0 || key.IndexOf("pwd", StringComparison.OrdinalIgnoreCase) >= 0) && Find(SecretKind.Password, text) is not null);

    private static bool IsLikely(SecretKind kind, SecretPart part, string value) => kind switch
    {
        SecretKind.Header when part.RuleName == "generic-password" => value.Length >= MinPassword,
        SecretKind.Password or SecretKind.ConnectionString => value.Length >= MinPassword,
        SecretKind.Key => IsKey(value),
        SecretKind.Fallback => value.Length >= MinPassword + 2 && value.Any(char.IsDigit) && value.IndexOf(' ') < 0 && value.Any(char.IsLetter) && !IsHeaderName(value),
        _ => value.Length >= MinToken && !value.Any(char.IsWhiteSpace) && !IsWords(value),
    };

    private static bool IsKey(string value)
    {
        var hasSpace = value.Any(char.IsWhiteSpace);
        return value.Length >= (hasSpace ? MinSentence : MinWords)
            || (value.Length >= MinKey && !hasSpace && value.Any(static c => !char.IsLetter(c)));
    }

    // Machines draw from digits or from both cases.
    private static bool IsWords(string value) => !value.Any(char.IsDigit) && (value.All(static c => !char.IsUpper(c)) || value.All(static c => !char.IsLower(c)));

    private static bool IsHeaderName(string value) => value.StartsWith("X-", StringComparison.OrdinalIgnoreCase);

    // `Bearer token`, `Basic base64`, or `user:password` where the base64 is made at run time.
    private static SecretPart? InHeader(string text)
    {
        var space = text.IndexOf(' ');
        var start = space > 0 && text.Take(space).All(static c => char.IsLetter(c) || c == '-') ? space + 1 : 0;
        var colon = text.IndexOf(':', start);
        if (colon > 0)
            return new SecretPart(colon + 1, text.Length - colon - 1, "generic-password");

        return start == 0 && text.All(char.IsLetter) && text.Length < MinWords ? null : new SecretPart(start, text.Length - start, "authorization-header");
    }
}
