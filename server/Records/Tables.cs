using KeySafety.Server.Usage;
using KeySafety.Server.Users;

namespace KeySafety.Server.Records;

/// <summary>Every kind of record that is stored beside the keys.</summary>
internal sealed class Tables
{
    public RetiredValues RetiredValues { get; } = new();

    public UsageTable Usage { get; } = new();

    public RecordTable<User> Users { get; } = new("users");

    public UserKeyTable UserKeys { get; } = new();

    /// <summary>All of them; one that is missing here is not read at start.</summary>
    public IReadOnlyList<RecordTable> All => [RetiredValues, Usage, Users, UserKeys];
}
