using KeySafety.Server.Access;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Keys;

/// <summary>A key as every answer but the create answer shows it: all but its value.</summary>
/// <remarks>
/// Fields in alphabetical order, as Typesense's JSON library writes them; ours come after. A key that has none of ours (no permissions, no
/// policies) looks exactly as in Typesense, and its last use stands in its usage alone. Times are Unix seconds.
/// </remarks>
internal sealed record KeyView(
    IReadOnlyList<string> Actions,
    bool Autodelete,
    IReadOnlyList<string> Collections,
    string Description,
    ulong ExpiresAt,
    int Id,
    string KeyPrefix,
    string ValuePrefix,
    uint? ScopedEpoch,
    bool? Unindexed,
    uint? CreatedAt,
    long? LastUsedAt,
    string? LastUsedIp,
    IReadOnlyList<string>? Permissions,
    string? Mode,
    IReadOnlyList<string>? AllowedIps,
    RateLimit? RateLimit,
    string? Plan,
    ulong? RevokedAt)
{
    /// <summary>What the writer of a change should know; null where there is nothing, and in all other answers.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    public static KeyView Of(ApiKey key, UsageWriter usage)
    {
        var permissions = PermissionsOf(key.Grants);
        var isPlain = key.Policies is null && permissions is null;
        var last = isPlain ? null : usage.LastUse(key.CredentialId);
        return new(
            key.Grants.Actions,
            key.Autodelete,
            key.Grants.Collections,
            key.Description,
            key.ExpiresAtUnixSeconds,
            key.Id,
            key.Prefix.ToString(),
            key.Prefix.ToString(),
            key.ScopedEpoch == 0 ? null : key.ScopedEpoch,
            key.UnindexedHash is null ? null : true,
            isPlain || key.CreatedAtUnixSeconds == 0 ? null : key.CreatedAtUnixSeconds,
            last?.At,
            last?.Address,
            permissions,
            ModeName(key.Policies),
            key.Policies?.AllowedIps,
            key.Policies?.RateLimit,
            key.Policies?.Plan,
            key.Policies?.RevokedAtUnixSeconds);
    }

    /// <summary><c>live</c> or <c>test</c>; null for a key that is bound to neither.</summary>
    public static string? ModeName(Policies? policies) => policies?.Mode switch
    {
        KeyMode.Live => "live",
        KeyMode.Test => "test",
        _ => null,
    };

    /// <summary>The permissions among the actions; null where there are none.</summary>
    public static IReadOnlyList<string>? PermissionsOf(Grants grants) =>
        grants.Actions.Select(Permission.OfAction).OfType<string>().ToList() is { Count: > 0 } permissions ? permissions : null;
}
