using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>DELETE /users/{id}</c>: removes all that is kept about a user; their key is refused from the next request on.</summary>
/// <remarks>Who still has a token of a trusted issuer can be synced anew: to shut a user out is <see cref="UpdateUser"/>.</remarks>
internal static class DeleteUser
{
    internal sealed record Response(string Id);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.DeleteUser, Handle);

    private static async Task<IResult> Handle(string id, KeyStore store) =>
        await store.Change(changes => changes.RemoveUser(store.Tables, id))
            ? Reply.Json(new Response(id))
            : Reply.Error(StatusCodes.Status404NotFound, "Not found.");
}
