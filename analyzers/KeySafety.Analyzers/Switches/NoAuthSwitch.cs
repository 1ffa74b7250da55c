namespace KeySafety.Analyzers.Switches;

/// <summary>Recognises the switches that let everybody in: <c>--no-auth</c> among arguments, <c>NOAUTH</c> among environment variables.</summary>
internal static class NoAuthSwitch
{
    private const string Option = "--no-auth";
    private static readonly string[] Variables = ["NOAUTH", "NO_AUTH"];
    private static readonly string[] On = ["1", "true", "yes", "on"];

    /// <summary>Where the option stands as a word of a command line; negative where it does not.</summary>
    /// <remarks><c>--no-auth=false</c> switches nothing off, <c>--no-auth-cache</c> is another option.</remarks>
    public static int IndexOfOption(string text)
    {
        var at = text.IndexOf(Option, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || (at > 0 && !IsBlank(text[at - 1])))
            return -1;

        var end = at + Option.Length;
        return end == text.Length || IsBlank(text[end]) || (text[end] == '=' && IsOn(WordAt(text, end + 1))) ? at : -1;
    }

    /// <summary>Whether a name is the variable's, alone or behind the name of a product: <c>TORALE_NOAUTH</c>.</summary>
    public static bool IsVariable(string name) => Array.Exists(
        Variables,
        variable => name.EndsWith(variable, StringComparison.OrdinalIgnoreCase)
            && (name.Length == variable.Length || name[name.Length - variable.Length - 1] is '_' or ':'));

    /// <summary>Whether a text sets the variable: <c>NOAUTH=1</c>.</summary>
    public static bool IsSetting(string text) => text.IndexOf('=') is > 0 and var equals && IsVariable(text.Substring(0, equals)) && IsOn(text.Substring(equals + 1));

    /// <summary>Whether a value switches on.</summary>
    public static bool IsOn(string value) => Array.Exists(On, word => string.Equals(word, value.Trim(), StringComparison.OrdinalIgnoreCase));

    private static bool IsBlank(char c) => c is ' ' or '\t' or '"' or '\'';

    private static string WordAt(string text, int start)
    {
        var end = text.IndexOfAny([' ', '\t', '"', '\''], start);
        return text.Substring(start, (end < 0 ? text.Length : end) - start);
    }
}
