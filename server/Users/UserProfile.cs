using System.Text.Json;

namespace KeySafety.Server.Users;

/// <summary>What a verified token says of its user.</summary>
/// <param name="Issuer">Its <c>iss</c>.</param>
/// <param name="Subject">Its <c>sub</c>: with the issuer it names the user.</param>
/// <param name="Email">Null where it does not say, as all below.</param>
/// <param name="FirstName">Of <c>first_name</c>, or OpenID Connect's <c>given_name</c>.</param>
/// <param name="Username">Of <c>username</c>, or OpenID Connect's <c>preferred_username</c>.</param>
/// <param name="Role">What decides what the user may do.</param>
internal sealed record UserProfile(string Issuer, string Subject, string? Email, string? FirstName, string? Username, string? Role)
{
    private const int MaxText = 320;

    public static UserProfile Of(UserToken token, IssuerOptions issuer, UserOptions users) =>
        new(
            token.Issuer,
            token.Subject,
            token.Text("email", MaxText),
            token.Text("first_name", MaxText) ?? token.Text("given_name", MaxText),
            token.Text("username", MaxText) ?? token.Text("preferred_username", MaxText),
            RoleIn(token.Claim(issuer.RoleClaim), users) ?? issuer.DefaultRole);

    // Of several the first that means something here, in the order of the token.
    private static string? RoleIn(JsonElement? claim, UserOptions users) => claim switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString() is { Length: > 0 and <= MaxText } role ? role : null,
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray()
            .Where(item => item.ValueKind == JsonValueKind.String)
            .Select(item => item.GetString()!)
            .FirstOrDefault(users.Knows),
        _ => null,
    };
}
