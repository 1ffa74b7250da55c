using KeySafety.Tests;

namespace KeySafety.Scanner.Tests;

/// <summary>Secrets made at run time, so that this repository holds none.</summary>
internal static class Secrets
{
    public const string Rule = "github-pat";

    /// <summary>A token of an unmistakable format with a valid checksum; each number has its own.</summary>
    public static string Token(int number) => Template.Expand("{github:ghp}", 7_000 + number);
}
