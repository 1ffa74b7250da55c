using System.Globalization;

namespace KeySafety.Server.Keys;

/// <summary>The id in a path.</summary>
internal static class KeyId
{
    /// <summary>Whether the text is an id: digits alone, without leading zeros. Everything else names no key.</summary>
    public static bool TryParse(string text, out int id) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && (text == "0" || text[0] != '0');

    /// <summary>The key that a path names, or null.</summary>
    public static ApiKey? Find(this KeyStore store, string id) => TryParse(id, out var number) ? store.Keys.Find(number) : null;
}
