namespace KeySafety.Server.Workspaces;

/// <summary>A workspace as answers show it.</summary>
internal sealed record WorkspaceView(string Name, string Description, ulong CreatedAt)
{
    public static WorkspaceView Of(Workspace workspace) => new(workspace.Id, workspace.Description, workspace.CreatedAtUnixSeconds);
}
