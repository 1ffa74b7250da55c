using Microsoft.Extensions.Primitives;

namespace KeySafety.Server.Access;

/// <summary>Which collections a request is about, as far as can be known before it runs.</summary>
internal readonly record struct CollectionScope
{
    private CollectionScope(StringValues names, bool isUnknown)
    {
        Names = names;
        IsUnknown = isUnknown;
    }

    /// <summary>About none: any list of collections passes.</summary>
    public static CollectionScope None => default;

    /// <summary>About one or more that cannot be told: only a key without a limit on collections passes.</summary>
    public static CollectionScope Unknown => new(default, isUnknown: true);

    /// <summary>
    /// All of these have to be granted. More than one where a request names its collection in several places: which of them
    /// counts is for the service behind to say, and two services say different things.
    /// </summary>
    public StringValues Names { get; }

    public bool IsUnknown { get; }

    /// <summary>About these; none is <see cref="None"/>.</summary>
    public static CollectionScope Of(StringValues names) => new(names, isUnknown: false);
}
