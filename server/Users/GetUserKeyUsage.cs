using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Users;

/// <summary><c>GET /auth/api-keys/{id}/usage?days=30</c>: what the key of the user who asks was used for.</summary>
internal static class GetUserKeyUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.GetUserKeyUsage, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, TimeProvider clock) =>
        store.Tables.UserKeys.Find(id) is { } key && key.UserId == CurrentUser.Of(context).UserId
            ? await UsageReport.Answer(context, usage, clock, key.CredentialId, report => report with { KeyId = key.Id })
            : CurrentUser.NoSuchKey();
}
