using KeySafety.Server.Access;
using KeySafety.Server.Keys;
using KeySafety.Server.Usage;

namespace KeySafety.Server.Clients;

/// <summary><c>PATCH /v1/clients/{id}</c>: changes the description, a private client's name, a service client's role and policies.</summary>
/// <remarks>Tokens that are out have the new grants from the next request on. A service client's name cannot be changed.</remarks>
internal static class UpdateClient
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.UpdateClient, Handle);

    private static async Task<IResult> Handle(string id, HttpContext context, KeyStore store, KeyServerOptions options, UsageWriter usage, TimeProvider clock)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        var fields = ClientFields.ForUpdate(body, options, out var problem);
        if (problem is not null)
            return Reply.Platform(StatusCodes.Status400BadRequest, problem);
        if (context.FindClient(store, id) is not { } found)
            return Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient);
        if (found.IsService && fields.Name is not null && fields.Name != found.Name)
            return Reply.Platform(StatusCodes.Status400BadRequest, "The name of a service client cannot be changed.");
        if (!found.IsService && (fields.Role is not null || fields.NamesPolicies))
            return Reply.Platform(StatusCodes.Status400BadRequest, "A private client has no role and no policies of its own.");

        var (outcome, updated) = await store.Change(changes => Apply(changes, store, id, fields));
        return outcome switch
        {
            ClientChange.Done => Reply.Json(ClientView.Of(updated!, clock.GetUtcNow(), usage)),
            ClientChange.NameTaken => ClientFields.NameTaken(fields.Name!),
            _ => Reply.Platform(StatusCodes.Status404NotFound, ClientRights.NoSuchClient),
        };
    }

    private static (ClientChange Outcome, Client? Updated) Apply(KeyChanges changes, KeyStore store, string id, ClientFields fields)
    {
        if (changes.Find(store.Tables.Clients, id) is not { } current)
            return (ClientChange.Gone, null);

        var updated = current with
        {
            Name = fields.Name ?? current.Name,
            Description = fields.Description ?? current.Description,
            Role = fields.Role ?? current.Role,
            Policies = fields.Policies.ApplyTo(current.Policies),
        };
        return (changes.TryPut(store.Tables, updated), updated);
    }
}
