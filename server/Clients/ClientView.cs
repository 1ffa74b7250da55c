using KeySafety.Server.Access;
using KeySafety.Server.Usage;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server.Clients;

/// <summary>A client as answers show it: all but its secrets. Times are Unix seconds.</summary>
internal sealed record ClientView(
    string ClientId,
    string Name,
    string Description,
    string Type,
    string? Role,
    string Workspace,
    string CreatedBy,
    ulong CreatedAt,
    ulong? PreviousSecretsUntil,
    ulong? RevokedAt,
    IReadOnlyList<string>? AllowedIps,
    RateLimit? RateLimit,
    string? Plan,
    long? LastUsedAt,
    string? LastUsedIp)
{
    public const string Private = "private";
    public const string Service = "service";

    public static ClientView Of(Client client, DateTimeOffset now, UsageWriter usage)
    {
        var last = usage.LastUse(client.CredentialId);
        return new(
            client.Id,
            client.Name,
            client.Description,
            client.IsService ? Service : Private,
            client.Role,
            WorkspaceName.Of(client.Workspace),
            client.CreatedBy.ToString(),
            client.CreatedAtUnixSeconds,
            client.Secrets.Where(secret => secret.IsAccepted(now)).Max(secret => secret.UntilUnixSeconds),
            client.Policies?.RevokedAtUnixSeconds,
            client.Policies?.AllowedIps,
            client.Policies?.RateLimit,
            client.Policies?.Plan,
            last?.At,
            last?.Address);
    }
}
