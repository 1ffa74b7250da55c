namespace KeySafety.Server.Workspaces;

/// <summary>Names of workspaces: a lower-case letter and up to 62 more, digits or hyphens.</summary>
internal static class WorkspaceName
{
    /// <summary>What the default workspace is called where it has to be named; inside the server it is null.</summary>
    public const string Default = "default";

    public const int MaxLength = 63;

    public const string Rule = "A workspace's name is a lower-case letter and up to 62 more, digits or hyphens; `default` is taken.";

    /// <summary>Whether a workspace can be made under this name.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength || name[0] is < 'a' or > 'z' || name == Default)
            return false;

        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
                return false;
        }

        return true;
    }

    public static string Of(string? workspace) => workspace ?? Default;
}
