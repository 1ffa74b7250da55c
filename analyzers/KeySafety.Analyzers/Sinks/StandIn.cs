namespace KeySafety.Analyzers.Sinks;

/// <summary>Tells what stands in place of a secret even where only a secret belongs.</summary>
/// <remarks>
/// The engine refuses more under a telling name, where a value has to show that it is a secret. Here the place has shown it: a weak
/// password is one, and only what nobody could use is none.
/// </remarks>
internal static class StandIn
{
    private const int MinDistinct = 3;

    private static readonly string[] Parts =
    [
        "example", "changeme", "change_me", "change-me", "changethis", "change_this", "placeholder", "dummy", "your", "insert", "replace", "redact", "xxxx", "****",
        "todo", "fixme", "fake", "enter_", "enter-", "_here", "-here", "...", "not_set", "not-set", "notset", "undefined", "{0}", "${", "$(", "{{", "#{", "%s",
    ];

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "pass", "pwd", "passphrase", "secret", "token", "key", "apikey", "api_key", "api-key", "api key", "user", "username", "guest", "test", "none",
        "null", "string", "text", "value", "true", "false", "foo", "bar", "foobar", "abc", "bearer", "basic", "digest", "negotiate", "ntlm", "default", "empty", "anonymous",
        "client_secret", "clientsecret", "client-secret", "access_token", "accesstoken", "access-token", "secretkey", "secret_key", "secret-key", "mysecret", "mypassword",
        "mytoken", "my-token", "my_token", "mykey", "my-key", "my_key", "test-token", "testtoken", "test-key", "testkey", "invalid", "wrong", "unused", "ignored", "n/a", "noreply",
    };

    // Of these alone people make names for what is missing: my_password, UserPassword, some-api-token.
    private static readonly HashSet<string> NameWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "my", "the", "a", "some", "user", "users", "new", "old", "password", "passwd", "pass", "pwd", "secret", "token", "key", "api", "client", "access", "auth", "app", "db",
        "database", "admin", "test", "bearer", "jwt", "bot", "account", "name", "here", "goes", "value", "of", "service", "server", "smtp", "email",
    };

    private static readonly string[] References =
    [
        "vault:", "op://", "arn:", "env:", "file:", "ref:", "keyvault:", "enc(", "enc[", "{cipher}", "@microsoft.keyvault", "secretref:", "projects/", "http://", "https://",
    ];

    /// <summary>Whether a text is empty, a placeholder or a reference to a value kept elsewhere.</summary>
    public static bool Is(string text)
    {
        var value = text.Trim();
        return value.Length == 0 || Words.Contains(value) || IsWrapped(value) || IsName(value) || value.Distinct().Take(MinDistinct).Count() < MinDistinct
            || Array.Exists(Parts, part => value.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            || Array.Exists(References, start => value.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    // One word alone is for Words to know: "admin" is a password that opens something.
    private static bool IsName(string value)
    {
        int start = 0, words = 0;
        for (var i = 1; i <= value.Length; i++)
        {
            var isEnd = i == value.Length || value[i] is '_' or '-' or ' ' or '.' || (char.IsUpper(value[i]) && char.IsLower(value[i - 1]));
            if (!isEnd)
                continue;

            if (!NameWords.Contains(value.Substring(start, i - start)))
                return false;
            words++;
            start = i < value.Length && !char.IsLetter(value[i]) ? i + 1 : i;
        }

        return words > 1;
    }

    private static bool IsWrapped(string value) =>
        (value[0], value[value.Length - 1]) is ('<', '>') or ('[', ']') or ('{', '}') or ('%', '%') or ('(', ')');
}
