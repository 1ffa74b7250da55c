using System.Text.Json;

namespace KeySafety.Server;

/// <summary>The JSON file of <c>--config</c>: settings by their names, and sections.</summary>
internal static class ConfigurationFile
{
    /// <summary>The settings in the file, as texts; none where there is no file.</summary>
    /// <param name="path">Null for no file.</param>
    /// <exception cref="StartupException">It cannot be read, or names what is no setting and no section.</exception>
    public static Dictionary<string, string> ReadSettings(string? path)
    {
        var values = new Dictionary<string, string>();
        if (path is null)
            return values;

        try
        {
            using var document = JsonDocument.Parse(
                Readable("--config", path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Object
                    && Settings.Sections.Any(section => section.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    continue;
                }

                if (!Settings.IsInFile(property.Name))
                    throw new StartupException($"The file {path} has an unknown setting `{property.Name}`. See --help for those there are.");

                values[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Number => property.Value.GetRawText(),
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    JsonValueKind.Array => string.Join(',', property.Value.EnumerateArray()),
                    _ => throw new StartupException($"The setting `{property.Name}` in {path} must be a text, a number, a boolean or a list."),
                };
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new StartupException($"The file {path} of --config is not a JSON object.");
        }

        return values;
    }

    /// <summary>The same file as .NET's libraries read it; that it is there and a JSON object is known by now.</summary>
    public static IConfiguration ReadSections(string? path)
    {
        var builder = new ConfigurationBuilder();
        try
        {
            return path is null ? builder.Build() : builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(path))).Build();
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or JsonException)
        {
            throw new StartupException($"The file {path} of --config cannot be read: {error.Message}");
        }
    }

    /// <summary>The text of a file that an option names.</summary>
    /// <exception cref="StartupException">It cannot be read.</exception>
    public static string Readable(string option, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"The file of {option} cannot be read: {error.Message}");
        }
    }
}
