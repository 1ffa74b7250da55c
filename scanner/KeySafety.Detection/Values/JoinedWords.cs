namespace KeySafety.Detection.Values;

/// <summary>Tells a password of joined words and a number, as people and generators make them up: <c>winter-otter-92</c>.</summary>
/// <remarks>Names of algorithms have shorter words (<c>scram-sha-256</c>), versions one digit, and what is named in a program has a word of it.</remarks>
internal static class JoinedWords
{
    private const int ShortestWord = 4;
    private const int LongestNumber = 4;

    private static readonly HashSet<string> WordsOfPrograms = new(StringComparer.Ordinal)
    {
        "user", "admin", "root", "auth", "login", "pass", "hash", "field", "input", "label", "form", "page", "error", "code", "step", "rule", "version", "type", "name", "value",
        "text", "item", "index", "config", "setting", "policy", "column", "param", "request", "response", "message", "title", "hint", "prompt", "change", "reset", "update",
        "create", "default", "demo", "dummy", "invalid", "wrong", "right", "valid", "incorrect", "correct", "bcrypt", "argon", "scrypt", "account", "client", "server", "service",
        "database", "postgres", "mysql", "mongo", "redis", "cluster", "release", "node", "vault", "keys", "store", "file", "path", "render", "shader", "port", "length", "linux", "windows", "ubuntu", "debian", "build", "depth", "pixel", "color",
    };

    /// <summary>Whether a text is lower-case words, two or more, joined by one kind of sign, and a number of two digits or more behind them.</summary>
    public static bool HaveNumber(ReadOnlySpan<char> value)
    {
        var end = value.Length;
        while (end > 0 && value[end - 1] is >= '0' and <= '9')
            end--;
        if (value.Length - end is < 2 or > LongestNumber || end == 0)
            return false;

        var separator = '\0';
        int words = 0, start = 0;
        for (var i = 0; i <= end; i++)
        {
            if (i < end && value[i] is >= 'a' and <= 'z')
                continue;
            if (i == end && i == start)
                break;
            if (i - start < ShortestWord || WordsOfPrograms.Contains(value.Slice(start, i - start).ToString()))
                return false;
            if (i < end && (value[i] is not ('-' or '_' or '.') || (separator != '\0' && value[i] != separator)))
                return false;

            separator = i < end ? value[i] : separator;
            start = i + 1;
            words++;
        }

        return words >= 2;
    }
}
