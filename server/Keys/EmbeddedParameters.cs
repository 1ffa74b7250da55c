using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KeySafety.Server.Keys;

/// <summary>The parameters inside a scoped key: what a search with it is bound to.</summary>
/// <param name="Json">One line of ASCII, safe as a header value.</param>
/// <param name="ExpiresAtUnixSeconds">Its own expiry; the largest number where it has none.</param>
/// <param name="ScopedEpoch">The epoch it was minted in; 0 where it says none. See <see cref="ApiKey.ScopedEpoch"/>.</param>
/// <param name="Collection">The one collection that it opens, and that a search of several is about where it names none; null where it says none.</param>
internal sealed record EmbeddedParameters(string Json, ulong ExpiresAtUnixSeconds, uint ScopedEpoch, string? Collection)
{
    public const string ExpiresAtName = "expires_at";
    public const string CollectionName = "collection";
    public const string ScopedEpochName = "scoped_epoch";

    /// <returns>Null where the bytes are no JSON object, or one of the fields that count here is not of its type.</returns>
    public static EmbeddedParameters? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || reader.BytesConsumed != utf8.TrimEnd(" \t\r\n"u8).Length)
                return null;

            var expiresAt = ulong.MaxValue;
            if (document.RootElement.TryGetProperty(ExpiresAtName, out var expiry) && !JsonNumber.TryReadUnsigned(expiry, out expiresAt))
                return null;

            ulong epoch = 0;
            if (document.RootElement.TryGetProperty(ScopedEpochName, out var stated)
                && (!JsonNumber.TryReadUnsigned(stated, out epoch) || epoch > uint.MaxValue))
            {
                return null;
            }

            string? collection = null;
            if (document.RootElement.TryGetProperty(CollectionName, out var named))
            {
                // A restriction that cannot be read is none to pass over.
                if (named.ValueKind != JsonValueKind.String)
                    return null;
                collection = named.GetString();
            }

            return new EmbeddedParameters(OneLine(document.RootElement), expiresAt, (uint)epoch, collection);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no valid UTF-16 inside valid JSON, such as "\ud800".
            return null;
        }
    }

    private static string OneLine(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
            root.WriteTo(writer);
        return Encoding.ASCII.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
