using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Clients;

/// <summary><c>DELETE /v1/clients/{id}</c>: removes a client; its secrets and tokens are refused from the next request on.</summary>
internal static class DeleteClient
{
    internal sealed record Response(string ClientId);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.DeleteClient, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        var deleted = context.FindClient(store, id) is not null && await store.Change(changes =>
        {
            if (changes.Find(store.Tables.Clients, id) is null)
                return false;

            changes.RemoveClient(store.Tables, id);
            return true;
        });
        return deleted ? Reply.Json(new Response(id)) : Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient);
    }
}
