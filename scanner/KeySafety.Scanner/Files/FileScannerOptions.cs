namespace KeySafety.Scanner.Files;

/// <summary>Which files are read, and how far into them.</summary>
internal sealed record FileScannerOptions
{
    /// <summary>Larger files are left out, and counted.</summary>
    public long MaxFileBytes { get; init; } = long.MaxValue;

    /// <summary>Whether archives are opened; closed ones are binary files.</summary>
    public bool Archives { get; init; }

    /// <summary>Whether binary files are searched for unmistakable formats.</summary>
    public bool IncludeBinary { get; init; }
}
