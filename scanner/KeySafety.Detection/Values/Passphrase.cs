using KeySafety.Detection.Names;

namespace KeySafety.Detection.Values;

/// <summary>Tells phrases of random words, as generators and people choose them, from sentences: <c>lantern hunter falcon ember</c>.</summary>
internal static class Passphrase
{
    private const int FewestWords = 4;
    private const int Longest = 200;

    // In four words of a sentence about secrets one of these stands nearly always.
    private static readonly HashSet<string> WordsOfSentences =
    [
        "the", "and", "for", "your", "you", "with", "that", "this", "from", "not", "are", "was", "has", "have", "must", "should", "can", "will", "when", "which", "please",
        "enter", "type", "use", "used", "using", "key", "keys", "passphrase", "password", "secret", "phrase", "private", "file", "empty", "optional", "here", "new", "old",
        "current", "again", "repeat", "confirm", "wrong", "invalid", "protect", "encrypt", "decrypt", "encrypted", "provided", "required", "default", "none", "our", "some",
        "example", "sample", "test", "placeholder", "change", "replace", "long", "very", "strong", "super", "good", "correct", "horse", "battery", "staple", "foo", "bar",
    ];

    /// <summary>Whether a name asks for a phrase.</summary>
    public static bool IsAskedFor(string name) => NameWords.Split(name).Exists(static word => word is "passphrase" or "phrase" or "mnemonic");

    /// <summary>Whether a text is four lower-case words or more, joined alike, none of which tells a sentence.</summary>
    public static bool IsPhrase(ReadOnlySpan<char> value)
    {
        if (value.Length is < 15 or > Longest)
            return false;

        var separator = '\0';
        int words = 1, letters = 0;
        foreach (var c in value)
        {
            if (c is >= 'a' and <= 'z')
            {
                letters++;
                continue;
            }

            if (c is not (' ' or '-' or '_' or '.') || letters < 3 || (separator != '\0' && c != separator))
                return false;
            (separator, letters) = (c, 0);
            words++;
        }

        return words >= FewestWords && letters >= 3 && !HasWordOfSentence(value.ToString(), separator);
    }

    private static bool HasWordOfSentence(string value, char separator) => Array.Exists(value.Split(separator), WordsOfSentences.Contains);
}
