namespace KeySafety.Scanner;

/// <summary>The job cannot be done, for a reason that the user can act on: one line on stderr, exit code 2.</summary>
/// <remarks>
/// An exception rather than a value because the reasons (no repository, an unknown revision, a broken configuration)
/// arise at any depth and have one single handler, in <c>Program.cs</c>.
/// </remarks>
internal sealed class ScanFailedException(string message) : Exception(message);
