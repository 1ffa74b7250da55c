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
    private static readonly string[] JsonExtensions = [".json", ".jsonc", ".json5"];
    private static readonly string[] YamlExtensions = [".yml", ".yaml"];
    private static readonly string[] XmlExtensions = [".config", ".pubxml", ".pubxml.user", ".publishsettings", ".settings"];
    private static readonly string[] MarkdownExtensions = [".md", ".markdown"];
    private static readonly string[] TableExtensions = [".csv", ".tsv", ".psv"];

    /// <summary>Judges the values of a document by their place in it.</summary>
    /// <param name="view">The whole text, or a window of a large one.</param>
    /// <param name="path">Its name says whether it holds settings, and in which form.</param>
    /// <param name="scan">Receives what is found.</param>
    public static void Scan(in TextView view, string path, ContentScan scan)
    {
        // Asked for every file, and so without an allocation.
        if (EndsWithAny(path, JsonExtensions) && NameContainsAny(path, JsonNames))
            new JsonSettings(in view, scan).Read();
        else if (EndsWithAny(path, XmlExtensions))
            new XmlSettings(in view, scan).Read();
        else if (EndsWithAny(path, YamlExtensions))
            new YamlSettings(in view, scan).Read();
        else if (EndsWithAny(path, TableExtensions))
            new DelimitedTable(in view, scan).Read();
        else if (EndsWithAny(path, MarkdownExtensions))
            MarkdownTables.Scan(in view, scan);
        else
            SecretFile.Scan(in view, path, scan);
    }

    private static bool EndsWithAny(string path, string[] extensions)
    {
        foreach (var extension in extensions)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool NameContainsAny(string path, string[] words)
    {
        var name = path.AsSpan(path.AsSpan().LastIndexOfAny('/', '\\') + 1);
        foreach (var word in words)
        {
            if (name.IndexOf(word.AsSpan(), StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }
}
