using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KeySafety.Server.Audit;

/// <summary>A record as it was read back: the texts of its fields by name.</summary>
internal sealed class AuditRecord
{
    private readonly Dictionary<string, string> _fields = [];

    public long Sequence => long.TryParse(this["seq"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    public string? Kind => this["kind"];

    /// <summary>A field's text; null where the record has none.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Reads a line; null where it is no object of JSON with plain values.</summary>
    public static AuditRecord? Read(ReadOnlySpan<byte> line)
    {
        var record = new AuditRecord();
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                if (!json.Read() || json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    return null;
                record._fields[name] = json.TokenType == JsonTokenType.String ? json.GetString()! : Encoding.UTF8.GetString(json.ValueSpan);
            }

            return json.TokenType == JsonTokenType.EndObject ? record : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
