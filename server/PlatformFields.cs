using System.Text.Json;

namespace KeySafety.Server;

/// <summary>Reads the body of a request to <c>/v1/**</c>: an object with fields that are known.</summary>
/// <remarks>A field that is not known is refused: a misspelt limit would be no limit.</remarks>
internal sealed class PlatformFields
{
    public const int MaxDescription = 1_000;

    private readonly JsonElement _body;

    public PlatformFields(JsonDocument? body, string[] known)
    {
        if (body is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            Problem = "The body must be a JSON object.";
            return;
        }

        _body = body.RootElement;
        var names = _body.EnumerateObject().Select(field => field.Name).ToList();
        if (names.Find(name => Array.IndexOf(known, name) < 0) is not null)
            Problem = $"The body may have these fields: {string.Join(", ", known)}.";
        else if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            Problem = "The body has a field twice.";
    }

    /// <summary>The message of the 400 for the first thing wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>The object itself, for fields that others read.</summary>
    public JsonElement Body => _body;

    public bool Has(string name) => Problem is null && _body.TryGetProperty(name, out _);

    /// <summary>A text without control characters; null where it is not given, or wrong.</summary>
    public string? Text(string name, int maxLength)
    {
        if (!Has(name))
            return null;

        var field = _body.GetProperty(name);
        if (field.ValueKind == JsonValueKind.String && field.GetString() is { } text && text.Length <= maxLength && !text.Any(char.IsControl))
            return text;

        Problem = $"`{name}` must be a text of at most {maxLength} characters, without control characters.";
        return null;
    }

    /// <summary>A name: a text with something to see in it and nothing that cannot be seen, without spaces around it; null where it is not given, or wrong.</summary>
    public string? Name(string name, int maxLength)
    {
        if (Text(name, maxLength) is not { } text)
            return null;
        if (text.Trim() is { Length: > 0 } trimmed && VisibleText.Is(trimmed))
            return trimmed;

        Problem = $"`{name}` must be a text with no invisible characters in it, and not empty.";
        return null;
    }

    /// <summary>A whole number of at most <paramref name="max"/>; null where it is not given, or wrong.</summary>
    public ulong? Unsigned(string name, ulong max)
    {
        if (!Has(name))
            return null;
        if (JsonNumber.TryReadUnsigned(_body.GetProperty(name), out var number) && number <= max)
            return number;

        Problem = $"`{name}` must be a whole number of at most {max}.";
        return null;
    }

    /// <summary>True only where the field is.</summary>
    public bool Flag(string name)
    {
        if (!Has(name))
            return false;

        var kind = _body.GetProperty(name).ValueKind;
        if (kind is not (JsonValueKind.True or JsonValueKind.False))
            Problem = $"`{name}` must be true or false.";
        return kind == JsonValueKind.True;
    }
}
