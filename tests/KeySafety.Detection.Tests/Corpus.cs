using System.Text.RegularExpressions;
using KeySafety.Tests;

namespace KeySafety.Detection.Tests;

/// <summary>Lines of <c>corpus/</c>: a file name, a colon and a space, then a text whose templates are expanded; <c>\n</c> is a line break.</summary>
internal static partial class Corpus
{
    public static TheoryData<string, string, string> Found { get; } = Read("found");

    /// <summary>Found with medium confidence or higher.</summary>
    public static TheoryData<string, string, string> Sure { get; } = Read("sure");

    /// <summary>Found with low confidence, or not at all.</summary>
    public static TheoryData<string, string, string> Doubtful { get; } = Read("doubtful");

    public static TheoryData<string, string, string> Clean { get; } = Read("clean");

    /// <summary>The text of a line for a seed. Braces that are no template stay.</summary>
    public static string Expand(string text, int seed) =>
        TemplatePart().Replace(text.Replace("\\n", "\n", StringComparison.Ordinal), part => Template.Expand(part.Value, seed));

    private static TheoryData<string, string, string> Read(string folder)
    {
        var lines = new TheoryData<string, string, string>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", folder)).Order())
        {
            foreach (var line in File.ReadLines(file))
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                lines.Add(Path.GetFileNameWithoutExtension(file), line[..colon], line[(colon + 2)..]);
            }
        }

        return lines;
    }

    [GeneratedRegex(@"\{(?:uuid|one:[^}]*|base64of:[^}]*|[A-Za-z0-9]+:[0-9]+[0-9+-]*)\}")]
    private static partial Regex TemplatePart();
}
