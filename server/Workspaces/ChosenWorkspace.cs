using KeySafety.Server.Access;
using KeySafety.Server.Records;

namespace KeySafety.Server.Workspaces;

/// <summary>The header <c>X-Torque-Workspace</c>: in which workspace the bootstrap key acts. Everybody else has one and may name it.</summary>
internal static class ChosenWorkspace
{
    public const string Header = "X-Torque-Workspace";

    /// <summary>The check with a principal that acts in the chosen workspace, or the reason why it cannot.</summary>
    /// <param name="check">An allowed one.</param>
    /// <param name="headers">Of the request.</param>
    /// <param name="tables">Knows the workspaces.</param>
    public static KeyCheck Apply(KeyCheck check, IHeaderDictionary headers, Tables tables)
    {
        var values = headers[Header];
        if (values.Count == 0)
            return check;

        var workspace = values.Count == 1 && values[0] != WorkspaceName.Default ? values[0] : null;
        if (check.Principal.Kind == CredentialKinds.Bootstrap && (values[0] == WorkspaceName.Default || tables.Workspaces.Find(values.ToString()) is not null))
            return check with { Principal = new Principal(BootstrapCredential.In(workspace)) };

        return values.Count == 1 && check.Principal.Kind != CredentialKinds.Bootstrap && workspace == check.Principal.Workspace
            ? check
            : check with { Outcome = KeyCheckOutcome.WorkspaceNotGranted };
    }
}
