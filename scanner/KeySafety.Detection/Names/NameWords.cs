namespace KeySafety.Detection.Names;

/// <summary>Splits identifiers into their words.</summary>
internal static class NameWords
{
    private const string Accented =
        "\u00E0\u00E1\u00E2\u00E3\u00E4\u00E5\u00E7\u00E8\u00E9\u00EA\u00EB\u00EC\u00ED\u00EE\u00EF\u00F1\u00F2\u00F3\u00F4\u00F5\u00F6\u00F8\u00F9\u00FA\u00FB\u00FC\u00FD"
        + "\u0105\u0107\u010D\u010F\u0119\u011B\u011F\u0131\u0142\u0144\u0148\u0151\u0159\u015B\u015F\u0161\u0165\u016F\u0171\u017A\u017C\u017E";

    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuy" + "accdeegilnnorssstuuzzz";

    /// <summary><c>DB_rootPassword2</c> gives db, root, password; digits and separators only part words; accents are left out.</summary>
    public static List<string> Split(string name)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            var isLetter = i < name.Length && char.IsLetter(name[i]);
            if (start >= 0 && (!isLetter || IsNewWord(name, i, start)))
            {
                words.Add(Fold(name.Substring(start, i - start).ToLowerInvariant()));
                start = -1;
            }

            if (isLetter && start < 0)
                start = i;
        }

        return words;
    }

    // Without accents, so that contraseña is found beside contrasena. A table, since normalization needs data that a trimmed program lacks.
    private static string Fold(string word)
    {
        var letters = word.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] >= 0x80 && Accented.IndexOf(letters[i]) is >= 0 and var index)
                letters[i] = Plain[index];
        }

        return new string(letters);
    }

    // aB starts a word at B; ABc starts one at B.
    private static bool IsNewWord(string name, int i, int start)
    {
        if (!char.IsUpper(name[i]))
            return false;

        if (char.IsLower(name[i - 1]))
            return true;

        return i > start && i + 1 < name.Length && char.IsLower(name[i + 1]);
    }
}
