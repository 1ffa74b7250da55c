using KeySafety.Server.Access;
using KeySafety.Server.Records;

namespace KeySafety.Server.Keys;

/// <summary><c>DELETE /keys/{id}</c>: revokes a key; the next request that carries it is refused.</summary>
/// <remarks>Wire format: https://typesense.org/docs/30.2/api/api-keys.html#delete-api-key</remarks>
internal static class DeleteKey
{
    internal sealed record Response(int Id);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.DeleteKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        if (store.Find(id, context) is { } key && await store.Change(changes => Remove(changes, store.Tables, key.Id)))
            return Reply.Json(new Response(key.Id));

        return Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey);
    }

    private static bool Remove(KeyChanges changes, Tables tables, int id)
    {
        if (changes.Find(id) is null)
            return false;

        changes.Remove(tables, id);
        return true;
    }
}
