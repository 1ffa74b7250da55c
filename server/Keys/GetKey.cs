using KeySafety.Server.Access;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Keys;

/// <summary><c>GET /keys/{id}</c>: a key without its value.</summary>
/// <remarks>Wire format: https://typesense.org/docs/30.2/api/api-keys.html#retrieve-an-api-key</remarks>
internal static class GetKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetKey, Handle);

    private static IResult Handle(string id, HttpContext context, KeyStore store, UsageWriter usage) => store.Find(id, context) is { } key
        ? Reply.Json(KeyView.Of(key, usage))
        : Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);
}
