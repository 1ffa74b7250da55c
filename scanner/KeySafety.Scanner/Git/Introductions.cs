using System.Globalization;

namespace KeySafety.Scanner.Git;

/// <summary>A commit that put a blob at a path.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Path">Where the blob is in it.</param>
/// <param name="NewId">The blob.</param>
/// <param name="OldIds">What was at the path before, in each parent of a merge; what the commit removed, if nothing was.</param>
internal sealed record Introduction(Commit Commit, string Path, string NewId, IReadOnlyList<string> OldIds);

/// <summary>Reads which commits brought blobs in, the oldest first.</summary>
/// <remarks>
/// Trees are compared, never files. A merge counts for what differs from all of its parents alone: whatever else it shows
/// was brought in on one of its sides.
/// </remarks>
internal static class Introductions
{
    private const char CommitMark = '\x01';

    public static IEnumerable<Introduction> Read(
        Repository repository, IReadOnlyList<string> revisions, IReadOnlySet<string> blobs)
    {
        using var git = repository.Start(
        [
            "log", "--raw", "-z", "--no-abbrev", "-c", "--root", "--no-renames", "--no-ext-diff", "--reverse", "--topo-order",
            "--no-show-signature", "--format=%x01%H%x00%an%x00%ae%x00%aI", .. revisions, "--",
        ]);
        var fields = new NulTerminated(git.Output);
        Commit? commit = null;
        var added = new List<Introduction>();
        var removed = new List<string>();
        while (fields.Next() is { } field)
        {
            field = field.TrimStart('\n');
            if (field.Length == 0)
                continue;

            if (field[0] == CommitMark)
            {
                foreach (var introduction in WithRemoved(added, removed))
                    yield return introduction;
                added.Clear();
                removed.Clear();
                commit = new(field[1..], fields.Next()!, fields.Next()!, DateTimeOffset.Parse(fields.Next()!, CultureInfo.InvariantCulture));
                continue;
            }

            // ":oldmode newmode old new status", with one more mode, id and colon for each further parent.
            var parents = field.LastIndexOf(':') + 1;
            var parts = field[parents..].Split(' ');
            var path = fields.Next()!;
            var oldIds = parts[(parents + 1)..(2 * parents + 1)].Where(id => id.AsSpan().ContainsAnyExcept('0')).ToList();
            var newId = parts[2 * parents + 1];
            if (blobs.Contains(newId))
                added.Add(new(commit!, path, newId, oldIds));
            else if (!newId.AsSpan().ContainsAnyExcept('0'))
                removed.AddRange(oldIds);
        }

        foreach (var introduction in WithRemoved(added, removed))
            yield return introduction;
        git.WaitForSuccess();
    }

    private static IEnumerable<Introduction> WithRemoved(List<Introduction> added, List<string> removed) => added
        .Select(each => each.OldIds.Count == 0 && removed.Count > 0 ? each with { OldIds = [.. removed] } : each);
}
