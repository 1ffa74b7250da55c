using System.Text.Json.Serialization;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Users;

/// <summary>A user's key as answers show it: all but its value.</summary>
internal sealed record UserKeyView(
    string Id,
    string UserId,
    string KeyPrefix,
    string Name,
    string CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastUsedAt,
    bool IsActive)
{
    public static UserKeyView Of(UserKey key, UsageWriter usage) =>
        new(
            key.Id,
            key.UserId,
            key.Prefix + "...",
            key.Name,
            UserView.Time(key.CreatedAt),
            usage.LastUse(key.CredentialId) is { } last ? UserView.Time(last.At) : null,
            key.RevokedAt is null);
}
