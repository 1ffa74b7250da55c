using System.Text.Json.Serialization;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>GET /users</c>: all users, for administrators.</summary>
internal static class ListUsers
{
    internal sealed record Response(IReadOnlyList<Line> Users);

    /// <summary>A user as an administrator sees them.</summary>
    internal sealed record Line(
        string Id,
        string Issuer,
        string Subject,
        string? Email,
        string? FirstName,
        string? Username,
        string? Role,
        bool IsActive,
        string CreatedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ActiveKeyId)
    {
        public static Line Of(User user) =>
            new(user.Id, user.Issuer, user.Subject, user.Email, user.FirstName, user.Username, user.Role, user.IsActive, UserView.Time(user.CreatedAt), user.ActiveKeyId);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListUsers, Handle);

    private static IResult Handle(KeyStore store) =>
        Reply.Json(new Response([.. store.Tables.Users.Values
            .OrderBy(user => user.CreatedAt).ThenBy(user => user.Id, StringComparer.Ordinal).Select(Line.Of)]));
}
