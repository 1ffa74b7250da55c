namespace KeySafety.Scanner.Files;

/// <summary>The patterns of one <c>.gitignore</c>, or of any list in that syntax.</summary>
internal sealed class IgnoreFile
{
    public static IgnoreFile Empty { get; } = new([]);

    private IgnoreFile(IReadOnlyList<IgnorePattern> patterns) => Patterns = patterns;

    public IReadOnlyList<IgnorePattern> Patterns { get; }

    public static IgnoreFile Parse(IEnumerable<string> lines) =>
        new([.. lines.Select(IgnorePattern.Parse).OfType<IgnorePattern>()]);

    /// <summary>Reads a file; null where there is none, or nothing in it.</summary>
    public static IgnoreFile? Read(string path)
    {
        if (!File.Exists(path))
            return null;

        var file = Parse(File.ReadAllText(path).Split('\n'));
        return file.Patterns.Count == 0 ? null : file;
    }

    /// <summary>What the last matching pattern says: ignored, not ignored, or nothing (null).</summary>
    public bool? Decide(ReadOnlySpan<char> path, bool isDirectory)
    {
        for (var i = Patterns.Count - 1; i >= 0; i--)
        {
            if (Patterns[i].Matches(path, isDirectory))
                return !Patterns[i].IsNegated;
        }

        return null;
    }

    /// <summary>Whether a file, or a directory above it, is ignored: for paths that no walk led to.</summary>
    public bool Ignores(ReadOnlySpan<char> path)
    {
        if (Patterns.Count == 0)
            return false;

        for (var slash = path.IndexOf('/'); slash > 0 && slash < path.Length - 1;)
        {
            if (Decide(path[..slash], isDirectory: true) == true)
                return true;
            var next = path[(slash + 1)..].IndexOf('/');
            slash = next < 0 ? path.Length : slash + 1 + next;
        }

        return Decide(path, isDirectory: false) == true;
    }
}
