using KeySafety.Server.Keys;
using KeySafety.Server.Records;

namespace KeySafety.Server.Clients;

/// <summary>What became of a change to a client.</summary>
internal enum ClientChange
{
    Done,
    Gone,
    Revoked,
    NameTaken,
    WorkspaceGone,
    TooManySecrets,
}

/// <summary>Changes of clients, on the store's thread: what holds for all clients of a workspace together.</summary>
internal static class ClientChanges
{
    public static ClientChange TryAdd(this KeyChanges changes, Tables tables, Client client)
    {
        if (client.Workspace is { } workspace && changes.Find(tables.Workspaces, workspace) is null)
            return ClientChange.WorkspaceGone;

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
