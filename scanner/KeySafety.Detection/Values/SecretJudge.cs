using KeySafety.Detection.Names;

namespace KeySafety.Detection.Values;

/// <summary>Judges a value by what it is made of, for the kind of name that it is bound to.</summary>
/// <remarks>
/// Randomness is counted in bits of evidence: letters that do not read like words, digits between letters, symbols. A machine
/// made secret of 20 characters has 20 to 40 bits; an identifier or a word has fewer than none.
/// </remarks>
internal static class SecretJudge
{
    // Beyond it are sealed values and blobs in base64.
    private const int LongestPassword = 200;

    /// <summary>The verdict on a value.</summary>
    public static Verdict Judge(string value, NameKind kind) => DismissedValues.Of(value, kind, JudgeAnew);

    private static Verdict JudgeAnew(string value, NameKind kind)
    {
        if (value.Length < 4 || value.Length > 512)
            return Verdict.No("is too short or too long");

        value = Escapes.Resolve(value);
        if (BasicCredentials.Decode(value) is { Length: >= 12 } decoded && WordLikeness.Evidence(decoded.AsSpan()) > -4)
            value = decoded;

        if (IsAppPassword(value.AsSpan()))
            value = value.Replace(" ", "");

        var classes = CharacterClasses.Of(value.AsSpan());
        var isDense = IsDense(value, classes);
        if (!isDense && Placeholder.Reason(value) is { } reason)
            return Verdict.No(reason);

        if (classes.Others > 0 && !isDense)
            return Verdict.No("holds spaces or characters beyond ASCII, as sentences do");

        if (ValueShape.Reason(value, classes) is { } shape)
            return Verdict.No(shape);

        var evidence = Randomness(value, classes);
        return kind switch
        {
            NameKind.Password => Password(value, classes, evidence),
            NameKind.Secret => Secret(value, classes, evidence),
            NameKind.Vague when isDense && classes.Length >= 40 => Verdict.Likely,
            NameKind.Vague => ValueShape.IsUuid(value) ? Verdict.No("is a UUID") : Vague(classes, evidence),
            _ => Verdict.No("stands under a name that tells nothing"),
        };
    }

    /// <summary>Evidence that a value was made by a generator rather than written, in bits.</summary>
    public static double Randomness(string value, CharacterClasses classes)
    {
        if (classes.IsHex && classes.Digits > 0)
            return 0.8 * classes.Length - (classes.Lower + classes.Upper == 0 ? classes.Length * 0.4 : 0);

        var digits = 1.5 * Math.Max(0, classes.LetterDigitChanges - 1);
        var symbols = 2.0 * Math.Min(4, classes.StrongSymbols);
        return digits + symbols + (1.5 * ShortHumps(value)) - WordLikeness.Evidence(value.AsSpan());
    }

    /// <summary>Whether the value is four groups of four letters, as Google shows its app passwords.</summary>
    /// <remarks>https://support.google.com/accounts/answer/185833</remarks>
    public static bool IsAppPassword(ReadOnlySpan<char> value)
    {
        if (value.Length != 19 || value[4] != ' ' || value[9] != ' ' || value[14] != ' ')
            return false;

        for (var i = 0; i < value.Length; i++)
        {
            if (i % 5 != 4 && value[i] is < 'a' or > 'z')
                return false;
        }

        return true;
    }

    // Keys of 50 printable characters, as Django and WordPress make them: pairs of signs that mean something elsewhere are chance here.
    private static bool IsDense(string value, CharacterClasses classes) =>
        classes.Length >= 30 && classes.StrongSymbols * 8 >= classes.Length && classes.Digits > 2 && classes.Lower > 3 && classes.Distinct >= 24
        && classes.LetterDigitChanges >= 3 && WordLikeness.Evidence(value.AsSpan()) < 0 && value[0] is not ('<' or '{');

    private static Verdict Password(string value, CharacterClasses classes, double evidence)
    {
        if (classes.Digits == classes.Length)
            return classes.Length is >= 6 and <= 16 && classes.Distinct >= 4 ? Verdict.Low : Verdict.No("is a number");

        if (classes.Length > LongestPassword && classes.StrongSymbols == 0)
            return Verdict.No("is too long for a password: encrypted, or data");

        if (Placeholder.IsDisguised(value))
            return Verdict.Low;

        if (classes.Length >= 8 && classes.Distinct >= 6
            && ((classes.Kinds >= 3 && evidence >= 8) || (classes.Kinds >= 2 && evidence >= 16 && classes.Digits > 0)))
        {
            return Verdict.Medium;
        }

        if (ChosenPassword.IsLikely(classes) || JoinedWords.HaveNumber(value.AsSpan()))
            return Verdict.Likely;

        // Digits inside what is no word.
        if (classes.Length >= 8 && classes.Digits > 0 && classes.LetterDigitChanges > 1 && evidence >= 4)
            return Verdict.Likely;

        if (IsMixedLetters(classes, evidence) || (classes.Symbols == 0 && classes.Length >= 12 && evidence >= 10))
            return Verdict.Likely;

        // Letters alone must not read like words, the less so the fewer they are: of words of eight letters one in twenty is
        // above +1 bit, of six letters one in twenty above +3.
        var isLetters = classes.Digits + classes.StrongSymbols == 0;
        var least = !isLetters ? 2 : classes.Length >= 8 ? 1.5 : classes.Length == 7 ? 2.5 : 4;
        return classes.Length >= 6 && evidence >= (classes.Lower == 0 ? least + 3 : least) ? Verdict.Low : Verdict.No("reads like words");
    }

    // kQhzTbVwPd: capitals where no word starts, and pairs of letters that words lack.
    private static bool IsMixedLetters(CharacterClasses classes, double evidence) =>
        classes.Length >= 8 && classes.Digits == 0 && classes.Lower > 2 && classes.Upper > 2 && classes.Symbols * 6 <= classes.Length
        && classes.Distinct >= 6 && evidence >= 8;

    private static Verdict Secret(string value, CharacterClasses classes, double evidence)
    {
        if (classes.Digits == classes.Length)
            return Verdict.No("is a number");

        if (ValueShape.IsUuid(value))
            return Verdict.No("is a UUID");

        // Sixteen hexadecimal digits are as often an id.
        var shortest = classes.IsHex ? 20 : 16;
        if (classes.Length >= shortest && classes.Distinct >= 8 && classes.Kinds >= 2 && classes.Digits > 0 && evidence >= 7)
            return evidence >= 12 && (!classes.IsHex || classes.Length >= 32) ? Verdict.Medium : Verdict.Likely;

        if (classes.Length >= shortest && IsMixedLetters(classes, evidence))
            return Verdict.Likely;

        // Made up by a person, with a sign and a digit.
        if (classes.Length >= 8 && classes.Kinds == 4 && classes.StrongSymbols > 0 && ChosenPassword.IsLikely(classes))
            return Verdict.Likely;

        if (classes.Length >= 8 && evidence >= 7 && classes.Distinct >= 6 && (classes.Kinds >= 2 || evidence >= 12))
            return Verdict.Low;

        return classes.Length >= 8 && classes.StrongSymbols > 0 && classes.Digits > 0 && evidence >= 3
            ? Verdict.Low
            : Verdict.No("reads like words or is too short for a key");
    }

    private static Verdict Vague(CharacterClasses classes, double evidence) =>
        classes.Length >= 20 && (classes.Symbols * 6 <= classes.Length || classes.StrongSymbols * 8 >= classes.Length) && classes.Distinct >= 10 && classes.Kinds >= 2 && classes.Digits > 1 && evidence >= 16
            ? Verdict.Low
            : Verdict.No("is not random enough for a name that tells little");

    // camelCase has humps of three letters or more; random mixed case changes every other letter.
    private static int ShortHumps(string value)
    {
        var count = 0;
        for (var i = 2; i < value.Length; i++)
        {
            if (char.IsUpper(value[i]) && char.IsLower(value[i - 1]) && !char.IsLower(value[i - 2]))
                count++;
            else if (char.IsLower(value[i]) && char.IsUpper(value[i - 1]) && char.IsUpper(value[i - 2]))
                count++;
        }

        return count > 1 ? count : 0;
    }
}
