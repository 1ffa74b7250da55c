namespace KeySafety.Server.Access;

/// <summary>Which collection a request is about, as far as can be known before it runs.</summary>
internal readonly record struct CollectionScope
{
    private CollectionScope(string? name, bool isUnknown)
    {
        Name = name;
        IsUnknown = isUnknown;
    }

    /// <summary>About none: any list of collections passes.</summary>
    public static CollectionScope None => default;

    /// <summary>About one or more that cannot be told: only a key without a limit on collections passes.</summary>
    public static CollectionScope Unknown => new(null, isUnknown: true);

    public string? Name { get; }

    public bool IsUnknown { get; }

    /// <summary>About this one; null is <see cref="None"/>.</summary>
    public static CollectionScope Of(string? name) => new(name, isUnknown: false);
}
