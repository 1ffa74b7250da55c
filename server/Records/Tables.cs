using KeySafety.Server.Clients;
using KeySafety.Server.Tokens;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server.Records;

/// <summary>Every kind of record that is stored beside the keys.</summary>
internal sealed class Tables
{
    public RetiredValues RetiredValues { get; } = new();

    public UsageTable Usage { get; } = new();

    public UsageBatchTable UsageBatches { get; } = new();

    public RecordTable<Workspace> Workspaces { get; } = new("workspaces");

    public ClientTable Clients { get; } = new();

    public SigningKeyTable SigningKeys { get; } = new();

    public RevokedTokenTable RevokedTokens { get; } = new();

    public RecordTable<User> Users { get; } = new("users");

    public UserKeyTable UserKeys { get; } = new();

    /// <summary>All of them; one that is missing here is not read at start.</summary>
    public IReadOnlyList<RecordTable> All => [RetiredValues, Usage, UsageBatches, Workspaces, Clients, SigningKeys, RevokedTokens, Users, UserKeys];
}
