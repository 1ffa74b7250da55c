namespace KeySafety.Detection.Names;

/// <summary>Splits identifiers into their words.</summary>
internal static class NameWords
{
    /// <summary><c>DB_rootPassword2</c> gives db, root, password; digits and separators only part words.</summary>
    public static List<string> Split(string name)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            var isLetter = i < name.Length && char.IsLetter(name[i]);
            if (start >= 0 && (!isLetter || IsNewWord(name, i, start)))
            {
                words.Add(name.Substring(start, i - start).ToLowerInvariant());
                start = -1;
            }

            if (isLetter && start < 0)
                start = i;
        }

        return words;
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
