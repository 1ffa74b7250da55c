namespace KeySafety.Detection;

/// <summary>How sure a finding is to be a live secret.</summary>
public enum Confidence
{
    /// <summary>A value bound to a telling name that looks random enough, or a known format whose checksum failed.</summary>
    Low = 1,

    /// <summary>A known format without a checksum whose shape others could share, or a strong value under a telling name.</summary>
    Medium = 2,

    /// <summary>An unmistakable format, or one whose checksum or structure was verified.</summary>
    High = 3,
}
