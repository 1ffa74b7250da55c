using System.Collections.Concurrent;
using KeySafety.Server.Records;

namespace KeySafety.Server.Tokens;

/// <summary>The tokens that were revoked one by one and have not expired.</summary>
internal sealed class RevokedTokenTable() : RecordTable<RevokedToken>("revoked_tokens")
{
    /// <summary>Of one client: about 2 MB in memory. Who ends more in an hour means all of them, and a rotation of the secret ends all of them.</summary>
    public const int MaxPerClient = 10_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>How many of a client's are remembered.</summary>
    public int CountOf(string clientId) => _counts.GetValueOrDefault(clientId);

    protected override void Changed(RevokedToken? before, RevokedToken? after)
    {
        if ((before ?? after) is not { ClientId: { } client } || (before is null) == (after is null))
            return;

        // For the store's thread alone, as all changes.
        var count = CountOf(client) + (after is null ? -1 : 1);
        if (count == 0)
            _counts.TryRemove(client, out _);
        else
            _counts[client] = count;
    }
}
