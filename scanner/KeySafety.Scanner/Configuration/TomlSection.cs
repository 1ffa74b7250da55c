using System.Globalization;
using KeySafety.Detection;
using KeySafety.Scanner.Scanning;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace KeySafety.Scanner.Configuration;

/// <summary>A table of a configuration file that knows which of its keys were asked for.</summary>
/// <remarks>A key that nobody asks for is a mistake to report: a misspelt <c>[ignroe]</c> would silently do nothing.</remarks>
internal sealed class TomlSection(TomlTable table, string file, string name)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string File => file;

    /// <exception cref="ScanFailedException">The file is not TOML.</exception>
    public static TomlSection Read(string path)
    {
        try
        {
            return new(TomlSerializer.Deserialize(System.IO.File.ReadAllText(path), TomlContext.Default.TomlTable) ?? [], path, "");
        }
        catch (TomlException e)
        {
            throw new ScanFailedException($"{path}{ReasonOf(e.Message)}");
        }
    }

    public string? Text(string key) => Get(key) switch
    {
        null => null,
        string text => text,
        _ => throw Wrong(key, "a string"),
    };

    public string RequiredText(string key) => Text(key) ?? throw new ScanFailedException($"{file}: {Where} lacks '{key}'");

    /// <summary>A list of strings, or one string; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string key) => Get(key) switch
    {
        null => [],
        string text => [text],
        TomlArray list when list.All(item => item is string) => [.. list.Cast<string>()],
        _ => throw Wrong(key, "a list of strings"),
    };

    public double? Number(string key) => Get(key) switch
    {
        null => null,
        double number => number,
        long number => number,
        _ => throw Wrong(key, "a number"),
    };

    public bool? Flag(string key) => Get(key) switch
    {
        null => null,
        bool flag => flag,
        _ => throw Wrong(key, "true or false"),
    };

    public Confidence? Confidence(string key) =>
        Text(key) is not { } word ? null : Words.ToConfidence(word) ?? throw Wrong(key, "\"low\", \"medium\" or \"high\"");

    /// <summary>The tables under a key, however they are written: <c>[key]</c>, <c>[[key]]</c> or inline.</summary>
    public IReadOnlyList<TomlSection> Sections(string key) => Get(key) switch
    {
        null => [],
        TomlTable single => [new(single, file, key)],
        TomlTableArray many => [.. many.Select(each => new TomlSection(each, file, key))],
        TomlArray list when list.All(item => item is TomlTable) => [.. list.Cast<TomlTable>().Select(each => new TomlSection(each, file, key))],
        _ => throw Wrong(key, "a table"),
    };

    /// <exception cref="ScanFailedException">A key that nothing has asked for.</exception>
    public void RejectUnknown()
    {
        foreach (var key in table.Keys)
        {
            if (!_read.Contains(key))
                throw new ScanFailedException(string.Create(CultureInfo.InvariantCulture, $"{file}: {Where} has an unknown key '{key}'"));
        }
    }

    private string Where => name.Length == 0 ? "the top level" : $"[{name}]";

    private object? Get(string key)
    {
        _read.Add(key);
        return table.TryGetValue(key, out var value) ? value : null;
    }

    private ScanFailedException Wrong(string key, string wanted) => new($"{file}: '{key}' in {Where} must be {wanted}");

    /// <summary>The reader wraps a syntax error in one about converters; the innermost place and words are what helps.</summary>
    private static string ReasonOf(string message)
    {
        var last = message.LastIndexOf('(');
        var place = message[(last + 1)..].Split(") : error : ", 2);
        return place.Length == 2 ? $":{place[0].Replace(',', ':')}: {place[1].ReplaceLineEndings(" ").Trim()}" : ": not valid TOML";
    }
}

/// <summary>Reading without reflection, which native compilation would cut away.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class TomlContext : TomlSerializerContext;
