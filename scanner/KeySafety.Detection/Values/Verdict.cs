namespace KeySafety.Detection.Values;

/// <summary>What was decided about a candidate, and why.</summary>
/// <param name="Confidence">Null where it is no finding.</param>
/// <param name="Reason">For <c>--why</c>: what the value is or does.</param>
internal readonly record struct Verdict(Confidence? Confidence, string Reason)
{
    /// <summary>A finding of low confidence.</summary>
    public static Verdict Low { get; } = new(Detection.Confidence.Low, "could be a secret");

    /// <summary>A finding of medium confidence.</summary>
    public static Verdict Medium { get; } = new(Detection.Confidence.Medium, "looks random");

    /// <summary>A finding of medium confidence that stands on its name as well: a text with names of a few letters cannot vouch for it.</summary>
    public static Verdict Likely { get; } = new(Detection.Confidence.Medium, "is made as secrets are");

    /// <summary>No finding.</summary>
    public static Verdict No(string reason) => new(null, reason);

    /// <summary>The verdict with at most low confidence.</summary>
    public Verdict Demoted() => Confidence is null ? this : Low;
}
