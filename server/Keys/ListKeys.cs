using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Keys;

/// <summary><c>GET /keys</c>: all keys without their values, expired ones included; the bootstrap key is no record.</summary>
/// <remarks>
/// Wire format: https://typesense.org/docs/30.2/api/api-keys.html#list-all-keys. No paging, and so written as it is read:
/// a million keys go out without being held as text.
/// </remarks>
internal static class ListKeys
{
    private const int FlushBytes = 1 << 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListKeys, Handle);

    private static async Task Handle(HttpContext context, KeyStore store, UsageWriter usage)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(
            context.Response.BodyWriter, new JsonWriterOptions { Encoder = ServerJson.Relaxed.Options.Encoder });
        var flushed = 0L;
        json.WriteStartObject();
        json.WriteStartArray("keys");
        var workspace = context.Workspace();
        foreach (var key in store.Keys.InListOrder().Where(key => key.Grants.Workspace == workspace))
        {
            JsonSerializer.Serialize(json, KeyView.Of(key, usage), ServerJson.TypeInfo<KeyView>());
            if (json.BytesCommitted + json.BytesPending - flushed < FlushBytes)
                continue;

            json.Flush();
            flushed = json.BytesCommitted;
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
