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

        var verdict = kind == NameKind.Secret && ValueShape.IsUuid(value) && SecretName.TellsAccess(name) && Placeholder.Reason(value) is null
            ? Verdict.Low
            : SecretJudge.Judge(value, kind);
        return form switch
        {
            BindingForm.Loose when verdict.Confidence is not Confidence.Medium && (kind != NameKind.Password || !IsStrong(value)) =>
                Verdict.No("is too weak for a value in prose"),
            BindingForm.Loose or BindingForm.Compared => verdict.Demoted(),
            _ => verdict,
        };
    }

    private static bool IsStrong(string value)
    {
        var classes = CharacterClasses.Of(value.AsSpan());
        return classes.Digits > 1 && classes.Lower > 0 && classes.Upper > 0 && classes.Length >= 10;
    }

    // ${NAME:-value}, ${NAME:value} and `token value` hold the value itself.
    private static string Unwrap(string value)
    {
        if (value.StartsWith("token ", StringComparison.OrdinalIgnoreCase))
            return value.Substring(6);

        if (!value.StartsWith("${", StringComparison.Ordinal) || value[value.Length - 1] != '}')
            return value;

        var colon = value.IndexOf(':');
        if (colon < 0)
            return value;

        var inner = value.Substring(colon + 1, value.Length - colon - 2).TrimStart('-', '=').Trim('"', '\'');
        return inner.Length > 0 ? inner : value;
    }
}
