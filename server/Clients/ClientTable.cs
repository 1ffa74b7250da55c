using System.Collections.Concurrent;
using KeySafety.Server.Records;

namespace KeySafety.Server.Clients;

/// <summary>All API clients, by id and by the name that is theirs in their workspace.</summary>
internal sealed class ClientTable() : RecordTable<Client>("clients")
{
    private readonly ConcurrentDictionary<(string? Workspace, string Name), string> _names = new();

    /// <summary>The id of the client that holds the name; a revoked one holds none.</summary>
    public string? Named(string? workspace, string name) => _names.GetValueOrDefault((workspace, name));

    // The hashes tell the secrets until each is used once.
    protected override Client Resealed(Client record) =>
        record with { Secrets = [.. record.Secrets.Select(secret => secret with { Digest = null })] };

    protected override void Changed(Client? before, Client? after)
    {
        if (before is { IsRevoked: false })
            _names.TryRemove(new KeyValuePair<(string?, string), string>((before.Workspace, before.Name), before.Id));
        if (after is { IsRevoked: false })
            _names[(after.Workspace, after.Name)] = after.Id;
    }
}
