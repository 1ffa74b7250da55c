namespace KeySafety.Detection.Values;

/// <summary>Tells a password that a person made up from the words of a program: <c>Kitten2019!</c>, <c>Blue-Mug44</c>, <c>tiger521</c>.</summary>
/// <remarks>
/// People take a word or two and add what password rules ask for: digits, a sign, a capital. Programs write words, too, but hardly with
/// digits and signs beside capitals.
/// </remarks>
internal static class ChosenPassword
{
    private const int Shortest = 6;

    /// <summary>Whether a person would choose a value that is made of these characters.</summary>
    public static bool IsLikely(CharacterClasses classes)
    {
        if (classes.Length < Shortest || classes.Digits == 0 || classes.Lower + classes.Upper < 3 || classes.Distinct < 5)
            return false;

        // auth_v2, utf-16le, SHA-256: words and numbers joined in one case.
        if (classes.StrongSymbols > 0 || (classes.Lower > 0 && classes.Upper > 0))
            return true;
        return classes.Digits > 1 && classes.Symbols == 0;
    }
}
