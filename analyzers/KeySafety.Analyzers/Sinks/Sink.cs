namespace KeySafety.Analyzers.Sinks;

/// <summary>A place that takes secrets alone, whatever the names around it are.</summary>
/// <param name="TypeName">The type's metadata name; of a property and a method, also each type derived from it.</param>
/// <param name="MemberName">A method or property; <c>.ctor</c> for constructors.</param>
/// <param name="ParameterName">The parameter that takes the secret; null for a property, or for all parameters.</param>
/// <param name="Kind">What it takes.</param>
internal readonly record struct Sink(string TypeName, string MemberName, string? ParameterName, SecretKind Kind)
{
    /// <summary>What constructors are called in metadata.</summary>
    public const string Constructor = ".ctor";

    /// <summary>The type's name without namespace and arity.</summary>
    public string SimpleTypeName
    {
        get
        {
            var name = TypeName.Substring(TypeName.LastIndexOfAny(['.', '+']) + 1);
            var arity = name.IndexOf('`');
            return arity < 0 ? name : name.Substring(0, arity);
        }
    }

    /// <summary>How a message names it: <c>NetworkCredential.password</c>.</summary>
    public string DisplayName => SimpleTypeName + "." + (MemberName == Constructor ? ParameterName : MemberName);
}
