using System.Globalization;
using System.Text.Json.Serialization;

namespace KeySafety.Server.Users;

/// <summary>A user as answers show them. Fields and their order are the product's; <c>clerk_user_id</c> is what their issuer calls them, whoever that is.</summary>
internal sealed record UserView(
    string Id,
    string ClerkUserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Email,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FirstName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Username,
    bool IsActive,
    bool HasSeenWelcome,
    string CreatedAt)
{
    public static UserView Of(User user) =>
        new(user.Id, user.Subject, user.Email, user.FirstName, user.Username, user.IsActive, user.HasSeenWelcome, Time(user.CreatedAt));

    /// <summary>As the product's page writes times: <c>2025-01-15T10:30:00Z</c>.</summary>
    public static string Time(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
