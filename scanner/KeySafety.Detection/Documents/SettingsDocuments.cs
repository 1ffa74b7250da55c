using KeySafety.Detection.Text;

namespace KeySafety.Detection.Documents;

/// <summary>Files of settings, whose structure names a value where its own key does not: <c>Jwt:Key</c>, <c>ApiKeys:Billing</c>.</summary>
/// <remarks>
/// Everything that a line tells is found without this. What a reader of the structure adds was counted on files as applications have
/// them: keys in sections, lists and maps of secrets, <c>value</c> before <c>key</c>, elements of XML with attributes or line breaks.
/// </remarks>
internal static class SettingsDocuments
{
    private static readonly string[] JsonNames = ["settings", "secret", "config", "credential", "ocelot", "parameters"];
    private static readonly string[] XmlExtensions = [".config", ".pubxml", ".pubxml.user", ".publishsettings", ".settings"];

    /// <summary>Judges the values of a document by their place in it.</summary>
    /// <param name="view">The whole text, or a window of a large one.</param>
    /// <param name="path">Its name says whether it holds settings, and in which form.</param>
    /// <param name="scan">Receives what is found.</param>
    public static void Scan(in TextView view, string path, ContentScan scan)
    {
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1).ToLowerInvariant();
        if (IsJson(name))
            new JsonSettings(in view, scan).Read();
        else if (Array.Exists(XmlExtensions, extension => name.EndsWith(extension, StringComparison.Ordinal)))
            new XmlSettings(in view, scan).Read();
    }

    private static bool IsJson(string name) =>
        (name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".jsonc", StringComparison.Ordinal) || name.EndsWith(".json5", StringComparison.Ordinal))
        && Array.Exists(JsonNames, name.Contains);
}
