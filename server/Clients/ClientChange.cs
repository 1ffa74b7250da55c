using KeySafety.Server.Keys;
using KeySafety.Server.Records;
using KeySafety.Server.Users;

namespace KeySafety.Server.Clients;

/// <summary>What became of a change to a client.</summary>
internal enum ClientChange
{
    Done,
    Gone,
    Revoked,
    NameTaken,
    WorkspaceGone,
    UserNotSynced,
    TooManySecrets,
}

/// <summary>Changes of clients, on the store's thread: what holds for all clients of a workspace together.</summary>
internal static class ClientChanges
{
    public static ClientChange TryAdd(this KeyChanges changes, Tables tables, Client client)
    {
        if (client.Workspace is { } workspace && changes.Find(tables.Workspaces, workspace) is null)
            return ClientChange.WorkspaceGone;
        // It would rest on nothing, and come to life with whoever is synced under this id later.
        if (!client.IsService && UserCredential.UserOf(client.CreatedBy) is { } user && changes.Find(tables.Users, user) is null)
            return ClientChange.UserNotSynced;

        return changes.TryPut(tables, client);
    }

    /// <summary>Adds or replaces a client, unless another one has its name.</summary>
    public static ClientChange TryPut(this KeyChanges changes, Tables tables, Client client)
    {
        if (!client.IsRevoked && IsTaken(changes, tables, client))
            return ClientChange.NameTaken;

        changes.Put(tables.Clients, client);
        return ClientChange.Done;
    }

    /// <summary>Removes a client with its usage.</summary>
    public static void RemoveClient(this KeyChanges changes, Tables tables, string id)
    {
        changes.Remove(tables.Usage, ClientCredential.IdOf(id).ToString());
        changes.Remove(tables.Clients, id);
    }

    // What waits in the same commit counts as well: two who ask at once for one name must not both get it.
    private static bool IsTaken(KeyChanges changes, Tables tables, Client client)
    {
        if (tables.Clients.Named(client.Workspace, client.Name) is { } holder
            && holder != client.Id
            && changes.Find(tables.Clients, holder) is { IsRevoked: false } other
            && other.Name == client.Name)
        {
            return true;
        }

        return changes.Pending(tables.Clients).Any(pending =>
            pending.Id != client.Id && !pending.IsRevoked && pending.Workspace == client.Workspace && pending.Name == client.Name);
    }
}
