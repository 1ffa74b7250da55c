namespace KeySafety.Detection.Values;

/// <summary>Tells what stands in place of a secret: references, templates, made up words.</summary>
internal static class Placeholder
{
    private static readonly string[] Parts =
    [
        "example", "changeme", "change_me", "change-me", "change_this", "changethis", "placeholder", "dummy", "your", "insert", "replace", "redact", "masked",
        "xxxx", "****", "...", "todo", "fixme", "fake", "mock", "foobar", "lorem", "sample", "<secret", "enter_", "enter-", "my_", "my-", "some_", "some-",
        "not_set", "notset", "undefined", "unknown", "invalid", "none", "null", "anything", "whatever", "supersecret", "super_secret", "topsecret", "verysecret",
        "letmein", "test_", "_test", "test-", "-test", "testing", "notasecret", "notreal", "not-real", "hunter2", "bogus", "secret_",
        "_here", "-here",
    ];

    // A value that comes down to one of these is what everybody writes.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "password", "passwd", "pass", "pwd", "passphrase", "passw", "secret", "secrets", "token", "key", "apikey", "api", "admin", "administrator", "root", "user",
        "username", "guest", "test", "tests", "testing", "tester", "demo", "default", "foo", "bar", "baz", "foobar", "abc", "abcd", "abcdef", "string", "text",
        "value", "true", "false", "null", "none", "nil", "yes", "no", "on", "off", "required", "optional", "hidden", "private", "public", "basic", "bearer", "oauth",
        "login", "account", "credentials", "credential", "auth", "authorization", "mysecret", "mypassword", "mypass", "mytoken", "mykey", "secretkey", "accesskey",
        "welcome", "postgres", "mysql", "oracle", "redis", "mongo", "rabbitmq", "guestguest", "hello", "world", "helloworld", "temp", "hash", "blah", "junk",
        "letmein", "pw", "db", "sa", "xxx", "yyy", "zzz", "a", "aa", "aaa", "x", "y", "z", "ok", "new", "old", "newpassword", "oldpassword", "newpass", "oldpass",
        "wrong", "wrongpassword", "badpassword", "incorrect", "correct", "testpassword", "testpass", "testuser", "testsecret", "testtoken", "testkey", "userpass",
        "keystorepass", "storepass", "changeit", "changed", "keyring", "vault", "env", "prompt", "ask", "int", "str", "char", "object", "function", "email", "phone",
        "utf", "sha", "md", "aes", "rsa", "hmac", "base", "id", "name", "minioadmin", "minio", "elastic", "kibana", "docker", "vagrant", "ubuntu", "pi", "toor",
    };

    // Spelled as IsDisguised leaves them, which writes s for z.
    private static readonly string[] Disguised = ["password", "passwd", "passwort", "secret", "seekret", "changeme", "changeit", "wachtwoord", "kodeord", "kennwort", "contrasena", "motdepasse", "salasana", "adgangskode", "lozinka", "welcome", "letmein", "somepass", "otherpass", "testpass", "foobar"];

    private static readonly string[] Schemes =
    [
        "vault:", "op://", "ssm:", "arn:", "env:", "file:", "ref:", "secretref:", "keyvault:", "enc(", "enc[", "{cipher}", "sops:", "aws:", "gcp:", "data:", "urn:",
        "ssh-rsa", "ssh-dss", "ecdsa-sha2", "sha256/", "unix:", "{crypt", "{bcrypt", "hmacsha", "bcrypt", "$pbkdf2", "$scrypt", "$apr1$",
        "projects/", "secret:", "ssh-rsa ", "ssh-ed25519 ", "-----begin", "aaaab3nza", "aaaac3nza", "aaaae2vj", "mfkw", "migfma0", "miibij", "miicij", "miig", "miih", "mcowbq", "sha256:", "sha1:", "sha256-", "sha512-", "sha384-", "md5:", "$2a$", "$2b$", "$2y$", "$5$", "$6$",
        "$1$", "$argon2", "@microsoft.", "$env(", "u2fsdgvkx1", "scram-sha-256$", "pbkdf2", "{ssha}", "{sha}", "scrypt:", "http://", "https://", "key:", "classpath:", "config:", "resolve:", "kms:",
    ];

    /// <summary>Why a value is no secret; null where it may be one.</summary>
    public static string? Reason(string value)
    {
        if (IsReference(value))
            return "refers to a value kept elsewhere";

        if (KnownExample.IsPublished(value))
            return "is printed in public documentation";

        foreach (var scheme in Schemes)
        {
            if (value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return $"starts with {scheme}";
        }

        // Lowered once: comparing without case sixty times was half the cost of a candidate.
        var lower = value.ToLowerInvariant();
        foreach (var part in Parts)
        {
            if (lower.AsSpan().IndexOf(part.AsSpan()) >= 0)
                return $"holds \"{part}\", as placeholders do";
        }

        if (KeyboardRuns.AreMostOf(lower))
            return "is keys in a row";

        if (Words.Contains(Core(value)))
            return "is a word that everybody writes there";

        if (IsExpression(value))
            return "is a regular expression";

        return Repetition.IsObvious(value.AsSpan()) || Repetition.HasStretch(value.AsSpan()) ? "is a row or sequence of characters" : null;
    }

    /// <summary>Whether a value is a word that everybody writes there, with digits and signs for letters: <c>P@ssw0rd1!</c>, <c>s3cr3t</c>.</summary>
    public static bool IsDisguised(string value)
    {
        var letters = new char[value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            letters[i] = value[i] switch
            {
                '@' or '4' => 'a',
                '3' or '\u20AC' => 'e',
                '0' => 'o',
                '1' or '!' => 'i',
                '$' or '5' or 'z' or 'Z' => 's',
                '7' => 't',
                var other => char.ToLowerInvariant(other),
            };
        }

        // A word stays one behind digits that stand for nothing: pa55word123 is spelled passwordi2e.
        var text = new string(letters);
        foreach (var word in Disguised)
        {
            var start = text.IndexOf(word, StringComparison.Ordinal);
            if (start >= 0 && LettersOutside(value, start, word.Length) <= 3)
                return true;
        }

        return false;
    }

    private static int LettersOutside(string value, int start, int length)
    {
        var count = 0;
        for (var i = 0; i < value.Length; i++)
            count += (i < start || i >= start + length) && char.IsLetter(value[i]) ? 1 : 0;
        return count;
    }

    private static bool IsReference(string value)
    {
        var (first, last) = (value[0], value[value.Length - 1]);
        if ((first, last) is ('<', '>') or ('[', ']') or ('{', '}') or ('%', '%') or ('(', ')') or ('@', '@'))
            return true;

        if (value.Contains("${") || value.Contains("$(") || value.Contains("{{") || value.Contains("}}") || value.Contains("<%") || value.Contains("%>")
            || value.Contains("#{") || value.Contains("@{") || value.Contains("[[") || value.Contains("=>") || value.Contains("->") || value.Contains("::")
            || value.Contains("()") || value.Contains("%s") || value.Contains("%d") || value.Contains("%v") || value.Contains("\\(") || value.Contains("%(")
            || value.Contains("://") || value.Contains("\\[") || value.Contains("*{") || value.Contains("%{") || value.Contains("`+") || value.Contains("+`")
            || value.Contains("&lt;") || value.Contains("&#x27;") || value.Contains(":$") || value.Contains(":!") || (first == '&' && value.IndexOf('=') > 0))
        {
            return true;
        }

        if (IsVariable(value))
            return true;

        if (first is '$' or '&' or '*' or '!' or ':' or '@' or '#' or '%' or '?' && IsIdentifier(value, 1))
            return WordLikeness.Evidence(value.AsSpan()) > -4 && !HasDigitInside(value) && !(value.Count(char.IsDigit) > 1 && value.Any(char.IsUpper));

        return (value.StartsWith("__", StringComparison.Ordinal) && value.EndsWith("__", StringComparison.Ordinal))
            || HasBracedName(value) || IsCall(value);
    }

    private static bool IsExpression(string value) =>
        value.Contains("[0-9") || value.Contains("[a-") || value.Contains("[A-") || value.Contains("(?") || value.Contains("[^") || value.Contains("\\d")
        || value.Contains("\\w") || value.Contains("\\s") || value.Contains(".*") || value.Contains(".+");

    // {0}, {name}, also inside other text.
    private static bool HasBracedName(string value)
    {
        var open = value.IndexOf('{');
        var close = open < 0 ? -1 : value.IndexOf('}', open);
        return close > 0 && (close == open + 1 || IsIdentifier(value.Substring(open + 1, close - open - 1).Replace(".", ""), 0));
    }

    // f(x), f(, array[0..n]; also cut off, where a space follows.
    private static bool IsCall(string value)
    {
        var open = value.IndexOfAny(['(', '[']);
        return open > 2 && IsIdentifier(value.Substring(0, open).Replace(".", ""), 0) && (value[value.Length - 1] is ')' or ']' or '(' or ';'
            || value.AsSpan().IndexOf('_') >= 0 || WordLikeness.Evidence(value.AsSpan(0, open)) > 0);
    }

    // $name, $$name, $NAME/path, $name[0]: a name is spelled in one case or in words; passwords that begin with $ are not.
    private static bool IsVariable(string value)
    {
        var start = value.StartsWith("$$", StringComparison.Ordinal) ? 2 : value[0] == '$' ? 1 : 0;
        if (start == 0 || start == value.Length || !(char.IsLetter(value[start]) || value[start] == '_'))
            return false;

        var end = start;
        bool hasLower = false, hasUpper = false;
        for (; end < value.Length && (char.IsLetterOrDigit(value[end]) || value[end] == '_'); end++)
        {
            hasLower |= char.IsLower(value[end]);
            hasUpper |= char.IsUpper(value[end]);
        }

        return end == value.Length || value[end] is '[' or '/' or '.' or ':' or '-' or '$' or '\\'
            ? hasLower != hasUpper || WordLikeness.Evidence(value.AsSpan(start, end - start)) > 0
            : false;
    }

    private static bool IsIdentifier(string value, int start)
    {
        for (var i = start; i < value.Length; i++)
        {
            if (value[i] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or '-'))
                return false;
        }

        return value.Length > start;
    }

    private static bool HasDigitInside(string value)
    {
        for (var i = 1; i < value.Length - 1; i++)
        {
            if (char.IsDigit(value[i]) && char.IsLetter(value[i + 1]))
                return true;
        }

        return false;
    }

    /// <summary>The letters alone, in lower case: <c>Password123!</c> comes down to <c>password</c>.</summary>
    private static string Core(string value)
    {
        var letters = new char[value.Length];
        var count = 0;
        foreach (var c in value)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
                letters[count++] = (char)(c | 0x20);
        }

        return new string(letters, 0, count);
    }
}
