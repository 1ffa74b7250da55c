using KeySafety.Detection.Bindings;
using KeySafety.Detection.Names;

namespace KeySafety.Detection.Values;

/// <summary>Judges name, syntax and value together.</summary>
internal static class NamedValue
{
    /// <summary>The verdict on a value bound to a name.</summary>
    public static Verdict Judge(string name, NameKind kind, string value, BindingForm form)
    {
        value = Unwrap(value);
        if (value.Length == 0 || string.Equals(value, name, StringComparison.OrdinalIgnoreCase))
            return Verdict.No("repeats its name");

        if (kind == NameKind.Vague && BasicCredentials.Password(value) is { } password)
            return SecretJudge.Judge(password, NameKind.Password);

        // libcurl's CURLOPT_USERPWD takes user:password.
        if (kind == NameKind.Password && name.EndsWith("USERPWD", StringComparison.OrdinalIgnoreCase) && value.IndexOf(':') is > 0 and var colon)
            value = value.Substring(colon + 1);

        if (kind == NameKind.Password && Passphrase.IsPhrase(value.AsSpan()) && Passphrase.IsAskedFor(name))
            return Verdict.Likely;

        var verdict = kind == NameKind.Secret && ValueShape.IsUuid(value) && Placeholder.Reason(value) is null && SecretName.TellsAccess(name) is { } access
            ? access == Confidence.Low ? Verdict.Low : Verdict.Likely
            : SecretJudge.Judge(value, kind);

        // Sixteen hexadecimal digits are as often an id, unless the name says that they open something.
        if (verdict == Verdict.Low && kind == NameKind.Secret && IsShortHex(value) && SecretName.TellsAccess(name) == Confidence.Medium)
            verdict = Verdict.Likely;
        return form switch
        {
            BindingForm.Line when kind == NameKind.Password && (IsMixed(value) || JoinedWords.HaveNumber(value.AsSpan())) => verdict,
            BindingForm.Prose or BindingForm.Line when verdict.Confidence is not null && IsUnlikeProse(value, kind) => verdict,
            BindingForm.Prose or BindingForm.Line when !StandsOut(verdict, value, kind, least: 6) => Verdict.No("is too weak for a value in prose"),
            BindingForm.Loose when !StandsOut(verdict, value, kind, least: 10) => Verdict.No("is too weak for a value in prose"),
            BindingForm.Prose or BindingForm.Line or BindingForm.Loose or BindingForm.Expected => verdict.Demoted(),
            _ => verdict,
        };
    }

    /// <summary>Whether there is a name under which <see cref="Judge"/> finds the value, bound as a literal of code is.</summary>
    public static bool IsSecretUnderSomeName(string value) =>
        ValueShape.IsUuid(value) || IsSecret(value, NameKind.Password) || IsSecret(value, NameKind.Secret) || IsSecret(value, NameKind.Vague)
        || Passphrase.IsPhrase(value.AsSpan()) || (value.IndexOf(':') is > 0 and var colon && IsSecret(value.Substring(colon + 1), NameKind.Password));

    private static bool IsSecret(string value, NameKind kind) => Judge("", kind, value, BindingForm.Quoted).Confidence is not null;

    private static bool IsShortHex(string value)
    {
        var classes = CharacterClasses.Of(value.AsSpan());
        return classes.IsHex && classes.Length == 16 && classes.Digits is > 2 and < 16 && classes.Distinct >= 6;
    }

    private static bool IsMixed(string value)
    {
        var classes = CharacterClasses.Of(value.AsSpan());
        return classes.Length >= 8 && classes.Digits > 0 && classes.Lower > 0 && classes.Upper > 0 && (classes.Symbols == 0 || classes.StrongSymbols > 0);
    }

    // A sentence has words, numbers and codes; not digits beside signs, nor random text of some length.
    private static bool IsUnlikeProse(string value, NameKind kind)
    {
        var classes = CharacterClasses.Of(value.AsSpan());
        return classes.Digits > 0 && classes.Length >= 8
            && ((kind == NameKind.Password && classes.StrongSymbols > 0) || (classes.Length >= 12 && SecretJudge.Randomness(value, classes) >= 12));
    }

    // A word of a sentence is spelled like one; what has digits, symbols or a mix of cases inside stands out.
    private static bool StandsOut(Verdict verdict, string value, NameKind kind, double least)
    {
        if (verdict.Confidence is null || verdict == Verdict.Medium)
            return verdict.Confidence is not null;

        var classes = CharacterClasses.Of(value.AsSpan());
        var evidence = SecretJudge.Randomness(value, classes);
        var isMixed = classes.Digits > 0 && (classes.StrongSymbols > 0 || (classes.Lower > 0 && classes.Upper > 0));
        return kind != NameKind.Password ? evidence >= least && classes.Digits > 0
            : (isMixed && classes.Length >= 8 && evidence > least - 10) || evidence >= (classes.Digits > 0 ? least : least + 4);
    }

    // ${NAME:-value}, ${NAME:value} and `token value` hold the value itself.
    private static string Unwrap(string value)
    {
        if (value.StartsWith("token ", StringComparison.OrdinalIgnoreCase))
            return value.Substring(6);

        // What OpenSSL takes for -passout.
        if (value.StartsWith("pass:", StringComparison.Ordinal))
            return value.Substring(5);

        // Postfix: static:user:password in place of a file. https://www.postfix.org/DATABASE_README.html
        if (value.StartsWith("static:", StringComparison.Ordinal) && value.LastIndexOf(':') is > 7 and var last)
            return value.Substring(last + 1);

        if (!value.StartsWith("${", StringComparison.Ordinal) || value[value.Length - 1] != '}')
            return value;

        var colon = value.IndexOf(':');
        if (colon < 0)
            return value;

        var inner = value.Substring(colon + 1, value.Length - colon - 2).TrimStart('-', '=').Trim('"', '\'');
        return inner.Length > 0 ? inner : value;
    }
}
