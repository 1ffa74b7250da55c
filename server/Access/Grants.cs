namespace KeySafety.Server.Access;

/// <summary>What a principal may do: actions times collections, each as its creator wrote it.</summary>
/// <remarks>
/// Actions match as in Typesense: <c>*</c>, the exact name, or <c>X:*</c> for every action whose part before the first colon
/// is <c>X</c>. Collections: <c>*</c>, the exact name, or a regular expression over the whole name; an empty list is all.
/// </remarks>
internal sealed class Grants(string[] actions, string[] collections, string? workspace = null, string[]? scope = null)
{
    /// <summary>The action that makes a key a possible parent of scoped keys.</summary>
    public const string Search = "documents:search";

    /// <summary>What nobody holds.</summary>
    public static Grants Nothing { get; } = new([], []);

    /// <summary>What the bootstrap key holds.</summary>
    public static Grants Everything { get; } = new(["*"], ["*"]);

    /// <summary>The workspace that they are about; null is the default one.</summary>
    public string? Workspace => workspace;

    /// <summary>Whether they are narrowed to the scope of a token.</summary>
    public bool IsNarrowed => scope is not null;

    public IReadOnlyList<string> Actions => actions;

    public IReadOnlyList<string> Collections => collections;

    /// <summary>Whether the actions are exactly <c>["documents:search"]</c>: one entry, no wildcard.</summary>
    public bool IsSearchOnly => actions is [Search];

    /// <summary>Whether the collections set no limit.</summary>
    public bool AllowsEveryCollection => collections.Length == 0 || Array.IndexOf(collections, "*") >= 0;

    public bool AllowsAction(string required) => AnyCovers(actions, required) && (scope is null || AnyCovers(scope, required));

    /// <summary>The same in another workspace.</summary>
    public Grants In(string? other) => new(actions, collections, other, scope);

    /// <summary>The same, and of these actions alone: both lists have to cover what is done. Null narrows nothing.</summary>
    public Grants NarrowedTo(string[]? actionsOfToken) => actionsOfToken is null ? this : new(actions, collections, workspace, actionsOfToken);

    private static bool AnyCovers(string[] list, string required)
    {
        foreach (var allowed in list)
        {
            if (ActionName.Covers(allowed, required))
                return true;
        }

        return false;
    }

    public bool AllowsCollection(in CollectionScope scope) =>
        scope.IsUnknown ? AllowsEveryCollection : collections.Length == 0 || AllowsAll(scope);

    private bool AllowsAll(in CollectionScope scope)
    {
        foreach (var name in scope.Names)
        {
            if (!CollectionPattern.AnyMatches(collections, name!))
                return false;
        }

        return true;
    }

    /// <summary>What its creator should know: actions that no route asks for, patterns that match nothing.</summary>
    /// <param name="gatewayActions">Actions that routes ask for beside those of the table.</param>
    public IEnumerable<string> Warnings(IReadOnlySet<string> gatewayActions)
    {
        foreach (var action in actions)
        {
            if (!RouteTable.Rows.Any(row => row.Action is { } required && ActionName.Covers(action, required))
                && !gatewayActions.Any(required => ActionName.Covers(action, required)))
                yield return $"No route asks for the action `{action}`.";
        }

        foreach (var collection in collections)
        {
            if (collection != "*" && !CollectionPattern.CanCompile(collection))
                yield return $"The collection `{collection}` is no valid regular expression of the linear-time subset: it matches that exact name alone.";
        }
    }
}
