using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Workspaces;

/// <summary><c>POST /v1/workspaces</c>: makes a workspace, empty. The bootstrap key then makes its first owner in it.</summary>
internal static class CreateWorkspace
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.CreateWorkspace, Handle);

    private static async Task<IResult> Handle(HttpContext context, KeyStore store)
    {
        using var body = RequestBody.Parse(await RequestBody.Read(context));
        var fields = new PlatformFields(body, ["name", "description"]);
        var name = fields.Text("name", maxLength: WorkspaceName.MaxLength) ?? string.Empty;
        var description = fields.Text("description", maxLength: PlatformFields.MaxDescription) ?? string.Empty;
        if (fields.Problem is { } problem)
            return Reply.Platform(StatusCodes.Status400BadRequest, problem);
        if (!WorkspaceName.IsValid(name))
            return Reply.Platform(StatusCodes.Status400BadRequest, WorkspaceName.Rule);

        var created = await store.Change(changes =>
        {
            if (changes.Find(store.Tables.Workspaces, name) is not null)
                return null;

            var workspace = new Workspace(name, description, (ulong)changes.Now.ToUnixTimeSeconds());
            changes.Put(store.Tables.Workspaces, workspace);
            return workspace;
        });
        return created is null
            ? Reply.Platform(StatusCodes.Status409Conflict, $"There is a workspace `{name}` already.")
            : Reply.Json(WorkspaceView.Of(created), StatusCodes.Status201Created);
    }
}
