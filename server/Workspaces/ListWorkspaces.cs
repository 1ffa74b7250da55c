using KeySafety.Server.Access;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Workspaces;

/// <summary><c>GET /v1/workspaces</c>: all of them by name, without the default one.</summary>
internal static class ListWorkspaces
{
    internal sealed record Response(IReadOnlyList<WorkspaceView> Workspaces);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRow(RouteTable.ListWorkspaces, Handle);

    private static IResult Handle(KeyStore store) => Reply.Json(new Response(
        [.. store.Tables.Workspaces.Values.OrderBy(workspace => workspace.Id, StringComparer.Ordinal).Select(WorkspaceView.Of)]));
}
