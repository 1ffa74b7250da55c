using System.Globalization;

namespace KeySafety.Server;

/// <summary>Texts that look like what they are: names that people tell things apart by.</summary>
/// <remarks>
/// Not the same as harmless: letters of two alphabets look alike. But a text may not hold what nobody sees (zero-width characters, marks that turn
/// the direction of what follows, breaks of lines), so that two names that look equal are not two names by that.
/// </remarks>
internal static class VisibleText
{
    /// <summary>Whether every character of it shows.</summary>
    public static bool Is(string text) => text.EnumerateRunes().All(IsVisible);

    private static bool IsVisible(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
