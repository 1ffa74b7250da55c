using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Workspaces;

/// <summary><c>DELETE /v1/workspaces/{name}</c>: removes an empty workspace; one with keys or clients is left alone.</summary>
/// <remarks>Its name may be used again. Judged on the store's thread, so that no key can be made in it meanwhile.</remarks>
internal static class DeleteWorkspace
{
    internal sealed record Response(string Name);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.DeleteWorkspace, Handle);

    private static async Task<IResult> Handle(string name, KeyStore store)
    {
        var (found, keys, clients) = await store.Change(changes => Apply(changes, store, name));
        return !found ? Reply.Platform(StatusCodes.Status404NotFound, $"There is no workspace `{name}`.")
            : keys + clients > 0 ? Reply.Platform(
                StatusCodes.Status409Conflict, $"The workspace `{name}` still has {keys} keys and {clients} clients. Delete them first.")
            : Reply.Json(new Response(name));
    }

    private static (bool Found, int Keys, int Clients) Apply(KeyChanges changes, KeyStore store, string name)
    {
        if (changes.Find(store.Tables.Workspaces, name) is null)
            return (false, 0, 0);

        var keys = changes.AllKeys().Count(key => key.Grants.Workspace == name);
        var clients = changes.All(store.Tables.Clients).Count(client => client.Workspace == name);
        if (keys + clients == 0)
            changes.Remove(store.Tables.Workspaces, name);
        return (true, keys, clients);
    }
}
