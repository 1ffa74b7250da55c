using KeySafety.Server.Access;

namespace KeySafety.Server.Tokens;

/// <summary>The <c>scope</c> of a token: actions, with a space between, that it is narrowed to.</summary>
internal static class Scope
{
    public const int MaxLength = 1_000;

    /// <summary>The actions; null where the text is no scope by RFC 6749, section 3.3.</summary>
    public static string[]? Parse(string text)
    {
        if (text.Length > MaxLength)
            return null;

        var actions = text.Split(' ');
        return Array.TrueForAll(actions, action => action.Length > 0 && action.All(IsScopeCharacter)) ? [.. actions.Distinct(StringComparer.Ordinal)] : null;
    }

    /// <summary>The first action that the grants do not cover, or null.</summary>
    public static string? Beyond(Grants grants, string[] actions) => Array.Find(actions, action => !grants.AllowsAction(action));

    private static bool IsScopeCharacter(char c) => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~');
}
