namespace KeySafety.Analyzers.Configuration;

/// <summary>A member that takes a secret, as <c>keysafety.additional_sinks</c> names it.</summary>
/// <param name="TypeName">The type's metadata name: <c>Acme.Vault.Client</c>.</param>
/// <param name="MemberName">A method or property; <c>.ctor</c> for constructors.</param>
/// <param name="ParameterName">The parameter that takes the secret; null for a property, or for all parameters.</param>
internal readonly record struct SinkSetting(string TypeName, string MemberName, string? ParameterName)
{
    /// <summary>Reads <c>Acme.Vault.Client.Login(password)</c>, <c>Acme.Options.ApiKey</c> or <c>Acme.Client..ctor(key)</c>; null where it is neither.</summary>
    public static SinkSetting? Parse(string text)
    {
        string? parameter = null;
        var open = text.IndexOf('(');
        if (open >= 0)
        {
            if (text[text.Length - 1] != ')')
                return null;
            parameter = text.Substring(open + 1, text.Length - open - 2).Trim();
            if (!IsName(parameter))
                return null;
            text = text.Substring(0, open);
        }

        const string constructor = "..ctor";
        var isConstructor = text.EndsWith(constructor, StringComparison.Ordinal);
        var dot = isConstructor ? text.Length - constructor.Length : text.LastIndexOf('.');
        if (dot <= 0)
            return null;

        var type = text.Substring(0, dot);
        var member = text.Substring(dot + 1);
        return type.Split('.').All(static part => part.Split('+', '`').All(IsName)) && (isConstructor || IsName(member))
            ? new(type, member, parameter)
            : null;
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(static c => char.IsLetterOrDigit(c) || c == '_');
}
