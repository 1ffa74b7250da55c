using KeySafety.Detection.Names;

namespace KeySafety.Detection.Documents;

/// <summary>Which name tells most about a value: its own, with its section's before, or its section's alone.</summary>
internal static class SettingNames
{
    // Sections of secrets hold a few settings as well.
    private static readonly HashSet<string> AboutSecrets = new(
        ("name names provider path file folder directory header headers query parameter issuer audience type scheme url uri endpoint host id lifetime expires expiry "
        + "expiration ttl length algorithm hasher format version source store vault location region prefix suffix pattern mode scope scopes username user login email").Split(' '),
        StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Collections = new(StringComparer.Ordinal)
    {
        ["passwords"] = "password",
        ["secrets"] = "secret",
        ["clientsecrets"] = "secret",
        ["tokens"] = "token",
        ["accesstokens"] = "token",
        ["apitokens"] = "token",
        ["keys"] = "key",
        ["apikeys"] = "apikey",
        ["accesskeys"] = "accesskey",
        ["credentials"] = "credential",
    };

    /// <summary>The name to judge a value under; null where no name tells, or its own was read where it stands.</summary>
    /// <param name="own">The value's key; the list's for the items of a list.</param>
    /// <param name="section">The key of what holds it; empty at the top.</param>
    /// <param name="isReadInPlace">Whether a reader of lines binds the value to its own key.</param>
    public static string? Telling(string own, string section, bool isReadInPlace)
    {
        var words = NameWords.Split(own);
        var kind = SecretName.Classify(own);
        if (kind is NameKind.Password or NameKind.Secret)
            return isReadInPlace && IsPlain(own) ? null : own;

        // Services hand out two, so that one can be changed: no key of a table is random.
        if (words.Count > 1 && words[words.Count - 1] == "key" && words[words.Count - 2] is "primary" or "secondary")
            return "access_key";

        if (section.Length > 0 && SecretName.IsTelling(section + ":" + own))
            return section + ":" + own;

        if (CollectionOf(section) is { } item && !words.Exists(AboutSecrets.Contains))
            return IsPlain(own) ? own + "_" + item : item;

        return kind == NameKind.Vague && !isReadInPlace ? own : null;
    }

    /// <summary>Whether a key in a collection of secrets is of a setting beside them: <c>HeaderName</c>, <c>Lifetime</c>.</summary>
    public static bool IsAboutSecrets(string own) => NameWords.Split(own).Exists(AboutSecrets.Contains);

    private static string? CollectionOf(string section)
    {
        var words = NameWords.Split(section);
        return words.Count > 0 && Collections.TryGetValue(words[words.Count - 1], out var item) ? item : null;
    }

    private static bool IsPlain(string name) => name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.');
}
