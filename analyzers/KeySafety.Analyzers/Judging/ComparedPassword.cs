using KeySafety.Analyzers.Sinks;
using KeySafety.Detection;

namespace KeySafety.Analyzers.Judging;

/// <summary>Weak passwords in comparisons: whatever it is worth, whoever knows it is let in.</summary>
internal static class ComparedPassword
{
    private const int MinLength = 5;
    private static readonly string[] Names = ["password", "passwd", "pwd", "passcode", "passphrase", "passwort", "pass"];

    /// <summary>The finding; null where the name is not a password's, or the text is a word, a mask or a placeholder.</summary>
    public static Finding? Find(string name, string text) =>
        text.Length >= MinLength && IsPassword(name) && !StandIn.Is(text) && IsUsable(text) && !IsResourceKey(text)
            ? TextFinding.Create("generic-password", Confidence.Low, text, 0, text.Length)
            : null;

    // Words alone are the name of something (`Compare`, `login-form`) more often than a password.
    private static bool IsUsable(string text) =>
        text.Any(char.IsLetterOrDigit) && !text.Any(char.IsWhiteSpace) && text.Any(static c => !char.IsLetter(c) && c is not ('_' or '-' or '.'));

    // Password.Required.1
    private static bool IsResourceKey(string text) => text.IndexOfAny(['.', '_']) > 0 && text.IndexOf("pass", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsPassword(string name) => Array.Exists(Names, word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase));
}
