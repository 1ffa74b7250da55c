using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KeySafety.Server.Access;

namespace KeySafety.Server.Keys;

/// <summary><c>POST /keys/{id}/scoped</c>: mints a scoped search key from a parent, for callers without a client library.</summary>
/// <remarks>
/// The body is the object of embedded parameters, such as <c>{"filter_by":"company_id:124","expires_at":1906054106}</c>. The
/// parent's <see cref="ApiKey.ScopedEpoch"/> is put into it where there is one. Nothing is stored: what comes out is what
/// <c>generateScopedSearchKey</c> of the official clients makes.
/// </remarks>
internal static class MintScopedKey
{
    internal sealed record Response(string Value)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => nameof(MintScopedKey);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.MintScopedKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        if (body is not { RootElement.ValueKind: JsonValueKind.Object })
            return Reply.Error(StatusCodes.Status400BadRequest, "Bad JSON. The body is an object of search parameters to embed.");
        if (store.Find(id, context) is not { } parent)
            return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);
        if (!parent.IsParent || store.DataKey.Open(parent.SealedValue, parent.Id) is not { } value)
        {
            return Reply.Error(
                StatusCodes.Status400BadRequest,
                "Scoped keys can be made from a key whose only action is `documents:search` and which was created without `\"scoped\": false`.");
        }

        var parameters = WithEpoch(body.RootElement, parent.ScopedEpoch);
        var bytes = Encoding.UTF8.GetBytes(parameters);
        if (bytes.Length > ScopedSearchKey.MaxParametersBytes)
            return Reply.Error(StatusCodes.Status400BadRequest, $"The parameters are longer than {ScopedSearchKey.MaxParametersBytes} bytes.");
        if (EmbeddedParameters.Read(bytes) is null)
        {
            return Reply.Error(
                StatusCodes.Status400BadRequest,
                $"Wrong format for `{EmbeddedParameters.ExpiresAtName}`. It should be an unsigned integer.");
        }

        return Reply.Json(
            new Response(ScopedSearchKey.Mint(Encoding.UTF8.GetString(value), parameters)),
            StatusCodes.Status201Created);
    }

    private static string WithEpoch(JsonElement parameters, uint epoch)
    {
        if (epoch == 0 && !parameters.TryGetProperty(EmbeddedParameters.ScopedEpochName, out _))
            return parameters.GetRawText();

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var parameter in parameters.EnumerateObject().Where(parameter => parameter.Name != EmbeddedParameters.ScopedEpochName))
                parameter.WriteTo(json);
            if (epoch > 0)
                json.WriteNumber(EmbeddedParameters.ScopedEpochName, epoch);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
