namespace KeySafety.Detection.Values;

/// <summary>Tells a password that a person made up from the words of a program: <c>Kitten2019!</c>, <c>Blue-Mug44</c>, <c>tiger521</c>.</summary>
/// <remarks>
/// People take a word or two and add what password rules ask for: digits, a sign, a capital. Programs write words, too, but hardly with
/// digits and signs beside capitals.
/// </remarks>
internal static class ChosenPassword
{
    private const int ShortestSure = 6;

    // Below it the words are so plain that they name something.
    private const double LeastOfName = -12;

    /// <summary>Medium where a person would choose the value as a password, low where it may be a name, null where it reads like one.</summary>
    public static Confidence? Judge(string value, CharacterClasses classes, double evidence)
    {
        var letters = classes.Lower + classes.Upper;
        if (classes.Length < ShortestSure || classes.Digits == 0 || letters < 3 || classes.Distinct < 5)
            return null;

        var joins = classes.Symbols - classes.StrongSymbols;
        var isMixed = classes.Lower > 0 && classes.Upper > 0;
        if (classes.StrongSymbols == 0 && !isMixed && classes.Digits < 2)
            return null;

        // auth_v2, utf-16le, SHA-256: words and numbers joined in one case.
        var isName = joins > 0 && classes.StrongSymbols == 0 && !isMixed;
        return !isName ? Confidence.Medium : evidence > LeastOfName ? Confidence.Low : null;
    }
}
