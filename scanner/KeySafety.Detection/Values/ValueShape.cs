namespace KeySafety.Detection.Values;

/// <summary>Recognises what is written like something other than a secret: paths, hosts, versions, identifiers.</summary>
internal static class ValueShape
{
    private static readonly string[] Extensions =
    [
        ".pem", ".key", ".crt", ".cer", ".json", ".txt", ".xml", ".yml", ".yaml", ".com", ".org", ".net", ".io", ".html", ".js", ".ts", ".py", ".java",
        ".php", ".png", ".jpg", ".svg", ".local", ".internal", ".jks", ".p12", ".pfx", ".cs", ".go", ".rb", ".sh", ".conf", ".cfg", ".ini", ".log", ".md",
    ];

    private static readonly string[] SecretWords = ["password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "credential"];

    /// <summary>Why a value is something else; null where it may be a secret.</summary>
    public static string? Reason(string value, CharacterClasses classes)
    {
        if (value[0] is '/' or '~' or '.' || value.StartsWith("C:\\", StringComparison.OrdinalIgnoreCase) || value.Contains("\\\\"))
        {
            if (WordLikeness.Evidence(value.AsSpan()) > -6)
                return "is a path";
        }

        foreach (var extension in Extensions)
        {
            if (value.Length > extension.Length && value.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return "is the name of a file or a host";
        }

        if (classes.Digits + classes.Upper == 0 && classes.StrongSymbols == 0 && classes.Symbols > 0 && WordLikeness.Evidence(value.AsSpan()) > -6)
            return "is words";

        if (classes.Lower + classes.Upper == 0 && classes.Digits < 6)
            return "has no letters";

        foreach (var word in SecretWords)
        {
            if (value.AsSpan().IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0
                && SecretJudge.Randomness(value, classes) < 12 && classes.StrongSymbols == 0)
            {
                return $"names a {word}";
            }
        }

        return IsNumberLike(value, classes) ? "is a version, date or number" : null;
    }

    /// <summary>Whether the value is 8-4-4-4-12 hexadecimal digits.</summary>
    public static bool IsUuid(string value)
    {
        if (value.Length != 36)
            return false;

        for (var i = 0; i < value.Length; i++)
        {
            var isRight = i is 8 or 13 or 18 or 23 ? value[i] == '-' : Uri.IsHexDigit(value[i]);
            if (!isRight)
                return false;
        }

        return true;
    }

    private static bool IsNumberLike(string value, CharacterClasses classes) =>
        classes.Symbols > 0 && classes.StrongSymbols == 0 && classes.Lower + classes.Upper <= 2 && value.Length < 24;
}
