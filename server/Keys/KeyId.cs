using System.Globalization;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary>The id in a path.</summary>
internal static class KeyId
{
    /// <summary>Whether the text is an id: digits alone, without leading zeros. Everything else names no key.</summary>
    public static bool TryParse(string text, out int id) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && (text == "0" || text[0] != '0');

    /// <summary>The key that the path of a request names, or null: one of another workspace is none.</summary>
    public static ApiKey? Find(this KeyStore store, string id, HttpContext context) =>
        TryParse(id, out var number) && store.Keys.Find(number) is { } key && key.Grants.Workspace == context.Workspace() ? key : null;
}
