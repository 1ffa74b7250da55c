using KeySafety.Server.Access;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Keys;

/// <summary><c>PATCH /keys/{id}</c>: changes any field but the value; fields that the body leaves out stay.</summary>
/// <remarks>Not in Typesense 30.2's documentation; merged there later (typesense#2820).</remarks>
internal static class UpdateKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.UpdateKey, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, UsageWriter usage, KeyServerOptions options)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        if (body is null)
            return Reply.Error(StatusCodes.Status400BadRequest, "Bad JSON.");
        var fields = KeyFields.Read(body.RootElement, options.Plans, out var problem);
        if (problem is not null)
            return Reply.Error(StatusCodes.Status400BadRequest, problem);
        if (fields.Value is not null)
            return Reply.Error(StatusCodes.Status400BadRequest, "Key value cannot be changed. Create another key.");
        if (fields.Policies.Mode != KeyMode.None)
            return Reply.Error(StatusCodes.Status400BadRequest, "Key mode cannot be changed: the value says it. Create another key.");

        var updated = store.Find(id, context) is { } key
            ? await store.Change(changes => changes.Find(key.Id) is { } current ? Apply(changes, store.Keys, current, fields) : null)
            : null;
        return updated is null
            ? Reply.Error(StatusCodes.Status404NotFound, Reply.NoSuchKey)
            : Reply.Json(KeyView.Of(updated, usage) with { Warnings = KeyFields.Warnings(body.RootElement).ToList() is { Count: > 0 } warnings ? warnings : null });
    }

    private static ApiKey Apply(KeyChanges changes, KeySet keys, ApiKey current, KeyFields fields)
    {
        var grants = keys.Share(
            fields.Actions ?? current.Grants.Actions,
            fields.Collections ?? current.Grants.Collections,
            current.Grants.Workspace);
        var updated = current with
        {
            Description = fields.Description ?? current.Description,
            Grants = grants,
            ExpiresAtUnixSeconds = fields.ExpiresAt ?? current.ExpiresAtUnixSeconds,
            Policies = fields.Policies.ApplyTo(current.Policies),
            Autodelete = fields.Autodelete ?? current.Autodelete,
            // Once it may do more than search it is no parent any more, and its value is kept no longer.
            SealedValue = grants.IsSearchOnly && fields.Scoped != false ? current.SealedValue : null,
        };
        changes.Update(updated);
        return updated;
    }
}
