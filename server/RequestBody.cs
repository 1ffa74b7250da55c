using System.Text.Json;
using System.Text.Unicode;

namespace KeySafety.Server;

/// <summary>Reads JSON bodies, whatever content type they claim: official clients post JSON as <c>text/plain</c>.</summary>
internal static class RequestBody
{
    /// <summary>More than any key needs; past it the answer is 413.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The body's bytes.</summary>
    /// <exception cref="BadHttpRequestException">Larger than <see cref="MaxBytes"/>, or cut off.</exception>
    public static async Task<ReadOnlyMemory<byte>> Read(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>The JSON in a body, or null where it is not JSON in UTF-8.</summary>
    /// <param name="body">As it came; a byte order mark in front does not count.</param>
    /// <param name="options">Of the reader.</param>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body, JsonDocumentOptions options = default)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (!Utf8.IsValid(body.Span))
            return null;

        try
        {
            // Every text is read once now: "\ud800" is valid JSON and only fails on reading.
            var document = JsonDocument.Parse(body, options);
            return HasReadableTexts(document.RootElement) ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether every text in it can be read: a lone surrogate is valid JSON and no text.</summary>
    public static bool HasReadableTexts(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name is not null && HasReadableTexts(property.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(HasReadableTexts),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
