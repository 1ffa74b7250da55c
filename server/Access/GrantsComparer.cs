namespace KeySafety.Server.Access;

/// <summary>Grants are alike when they list the same actions and collections in the same order, in the same workspace.</summary>
internal sealed class GrantsComparer : IEqualityComparer<Grants>
{
    public static GrantsComparer Instance { get; } = new();

    public bool Equals(Grants? x, Grants? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Workspace == y.Workspace && x.Actions.SequenceEqual(y.Actions) && x.Collections.SequenceEqual(y.Collections));

    public int GetHashCode(Grants grants)
    {
        var hash = new HashCode();
        foreach (var action in grants.Actions)
            hash.Add(action);
        hash.Add(grants.Actions.Count);
        hash.Add(grants.Workspace);
        foreach (var collection in grants.Collections)
            hash.Add(collection);
        return hash.ToHashCode();
    }
}
