using System.Globalization;

namespace KeySafety.Server;

/// <summary>The settings as texts, and what they mean. A text that means nothing is a <see cref="StartupException"/> that names the setting and its help.</summary>
/// <param name="sources">Each looks a setting up by its name; the first that has it counts.</param>
internal sealed class SettingValues(Func<string, string?>[] sources)
{
    /// <summary>The text; null where it is not given, or empty.</summary>
    public string? Text(string name) => NotEmpty(Value(name));

    private string? Value(string name) => sources.Select(source => source(name)).FirstOrDefault(text => text is not null);

    /// <summary>A secret that stands in a setting, or in the file that <c>NAME-file</c> names: one setting, so that a file on the command line wins over a key in the environment.</summary>
    public string? Secret(string name)
    {
        if (sources.FirstOrDefault(source => source(name) is not null || source($"{name}-file") is not null) is not { } source)
            return null;
        if (source(name) is { } inline)
            return NotEmpty(inline);

        var path = source($"{name}-file")!;
        return NotEmpty(ConfigurationFile.Readable($"--{name}-file", path).TrimEnd('\r', '\n'))
            ?? throw new StartupException($"The file {path} of --{name}-file is empty.");
    }

    /// <summary>A setting without a value: false unless it is there.</summary>
    public bool Switch(string name) => Parsed(name, false, text => text switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw new FormatException(),
    });

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public bool OnOrOff(string name, bool fallback) => Parsed(name, fallback, text => text switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        _ => throw new FormatException(),
    });

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int fallback, int min, int max) => Parsed(name, fallback, text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException());

    /// <summary>The parts between commas; null where it is not given.</summary>
    public List<string>? Items(string name) =>
        Value(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();

    /// <summary>What a text means; the fallback where it is not given or empty.</summary>
    public T Parsed<T>(string name, T fallback, Func<string, T> parse)
    {
        if (Text(name) is not { } text)
            return fallback;

        try
        {
            return parse(text);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new StartupException($"--{name} does not take `{text}`. {Settings.HelpOf(name)}");
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
