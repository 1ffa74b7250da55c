namespace KeySafety.Detection.Values;

/// <summary>Recognises what is written like something other than a secret: paths, hosts, versions, identifiers.</summary>
internal static class ValueShape
{
    private static readonly string[] Extensions =
    [
        ".pem", ".key", ".crt", ".cer", ".json", ".txt", ".xml", ".yml", ".yaml", ".com", ".org", ".net", ".io", ".html", ".js", ".ts", ".py", ".java",
        ".php", ".png", ".jpg", ".svg", ".local", ".internal", ".jks", ".p12", ".pfx", ".cs", ".go", ".rb", ".sh", ".conf", ".cfg", ".ini", ".log", ".md",
    ];

    private static readonly string[] SecretWords = ["password", "passwd", "passwort", "wachtwoord", "kennwort", "contrase", "kodeord", "secret", "token", "apikey", "api_key", "api-key", "credential"];

    /// <summary>Why a value is something else; null where it may be a secret.</summary>
    public static string? Reason(string value, CharacterClasses classes)
    {
        if (value[0] is '/' or '~' or '.' || value.StartsWith("C:\\", StringComparison.OrdinalIgnoreCase) || value.Contains("\\\\"))
        {
            if (WordLikeness.Evidence(value.AsSpan()) > -6)
                return "is a path";
        }

        // hash:/etc/postfix/sasl_passwd
        var root = value.IndexOf(":/", StringComparison.Ordinal);
        if (root > 1 && WordLikeness.Evidence(value.AsSpan()) > 0)
            return "is a path";

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

        if (IsCamelCase(value, classes))
            return "is an identifier";

        if (IsRules(value))
            return "is a list of rules";

        return IsNumberLike(value, classes) || IsVersion(value) ? "is a version, date or number" : null;
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

    // required|min:8|confirmed, as frameworks validate input.
    private static bool IsRules(string value)
    {
        if (value.IndexOf('|') < 0)
            return false;

        foreach (var c in value)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '|' or ':' or '_' or ',' or '-'))
                return false;
        }

        return WordLikeness.Evidence(value.AsSpan()) > 0;
    }

    // virtualCryptSHA256: words joined by their capitals. Two or more, since passwords have the first.
    private static bool IsCamelCase(string value, CharacterClasses classes)
    {
        if (classes.Symbols > 0 || classes.LetterDigitChanges > 1 || value.Length < 10 || WordLikeness.Evidence(value.AsSpan()) < 2)
            return false;

        var humps = 0;
        for (var i = 1; i < value.Length; i++)
            humps += char.IsUpper(value[i]) && char.IsLower(value[i - 1]) ? 1 : 0;
        return humps >= 2 || (humps == 1 && classes.Digits == 0);
    }

    // 1:4.13+dfsg1-1, v1.2.3-beta4
    private static bool IsVersion(string value)
    {
        var start = value[0] is 'v' or 'V' ? 1 : 0;
        var end = start;
        while (end < value.Length && (char.IsDigit(value[end]) || value[end] is '.' or ':'))
            end++;
        return end - start >= 3 && value.IndexOf('.', start, end - start) > 0 && (end == value.Length || value[end] is '-' or '+' or '~');
    }

    private static bool IsNumberLike(string value, CharacterClasses classes) =>
        classes.Symbols > 0 && classes.StrongSymbols == 0 && classes.Lower + classes.Upper <= 2 && value.Length < 24;
}
