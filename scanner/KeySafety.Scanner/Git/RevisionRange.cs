namespace KeySafety.Scanner.Git;

/// <summary>What a user may write for <c>--range</c>.</summary>
internal static class RevisionRange
{
    private static readonly string[] Options = ["--not", "--all", "--branches", "--tags", "--remotes"];

    /// <summary>The arguments for git: <c>A..B</c>, or revisions and <c>--not</c>, <c>--remotes=NAME</c> between spaces.</summary>
    /// <exception cref="ScanFailedException">It is no range.</exception>
    public static IReadOnlyList<string> Parse(string range)
    {
        var parts = range.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var bad = Array.Find(parts, part => part.StartsWith('-') && !Options.Contains(part.Split('=')[0]));
        if (bad is not null || (parts.Length < 2 && !range.Contains("..", StringComparison.Ordinal)))
            throw new ScanFailedException($"'{range}' is not a range of commits such as main..HEAD");

        // What a pull request's comparison A...B shows are the commits of B that A lacks.
        return [.. parts.Select(part => part.Replace("...", "..", StringComparison.Ordinal))];
    }
}
