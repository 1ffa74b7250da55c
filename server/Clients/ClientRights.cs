using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Clients;

/// <summary>Which clients a principal may see and change: owners all of their workspace, everybody else their own private ones.</summary>
internal static class ClientRights
{
    public const string NoSuchClient = "There is no such client.";

    public static bool IsOwner(in Principal principal) => Roles.IsOwner(principal.Grants);

    public static bool MayManage(in Principal principal, Client client) =>
        client.Workspace == principal.Workspace
        && (IsOwner(principal) || (!client.IsService && client.CreatedBy == ClientAuthority.ActorOf(principal)));

    /// <summary>The client of this id, or null where there is none that the caller may manage: what is not theirs does not exist.</summary>
    public static Client? FindClient(this HttpContext context, KeyStore store, string id) =>
        store.Tables.Clients.Find(id) is { } client && MayManage(context.Principal(), client) ? client : null;
}
