using System.Text.Json;
using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Users;

/// <summary><c>PATCH /users/{id}</c> with <c>{"is_active": false}</c>: shuts a user out, tokens and key alike, from the next request on; true lets them in again.</summary>
internal static class UpdateUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.UpdateUser, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        if (body is not { RootElement.ValueKind: JsonValueKind.Object }
            || body.RootElement.EnumerateObject().Any(field => field.Name != "is_active")
            || !body.RootElement.TryGetProperty("is_active", out var active)
            || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Reply.Error(StatusCodes.Status400BadRequest, "The body must be an object with `is_active`, true or false, and nothing else.");
        }

        var isActive = active.GetBoolean();
        return await store.Change(changes => Apply(changes, store, id, isActive)) is { } user
            ? Reply.Json(ListUsers.Line.Of(user))
            : Reply.Error(StatusCodes.Status404NotFound, "Not found.");
    }

    private static User? Apply(KeyChanges changes, KeyStore store, string id, bool isActive)
    {
        if (changes.Find(store.Tables.Users, id) is not { } user)
            return null;

        var after = user with { IsActive = isActive };
        changes.Put(store.Tables.Users, after);
        return after;
    }
}
