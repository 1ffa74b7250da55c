namespace KeySafety.Detection.Tests;

/// <summary>Rules whose examples another rule finds too, and why that is meant.</summary>
internal static class Overlaps
{
    /// <summary>Pairs as <c>rule as other</c>: the example of the one is also found by the other.</summary>
    public static readonly IReadOnlySet<string> Known = new HashSet<string>
    {
    };
}
