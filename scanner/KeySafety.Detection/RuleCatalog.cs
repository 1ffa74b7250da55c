using KeySafety.Detection.Rules;

namespace KeySafety.Detection;

/// <summary>Every rule that the product ships.</summary>
public static class RuleCatalog
{
    /// <summary>All rules, in the order of their domains.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. Generic.Rules,
    ];
}
