namespace KeySafety.Scanner;

/// <summary>What a run ends with; scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Clean = 0;

    public const int Found = 1;

    /// <summary>The job could not be done, or not all of it.</summary>
    public const int Failed = 2;
}
