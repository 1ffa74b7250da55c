namespace KeySafety.Scanner.Git;

/// <summary>Reads what <c>git rev-list --objects --filter=object:type=blob</c> writes: an id a line, with the path of a blob.</summary>
internal static class BlobList
{
    public static IEnumerable<Blob> Read(GitProcess git)
    {
        using (git)
        {
            using var reader = new StreamReader(git.Output, bufferSize: 64 << 10);
            while (reader.ReadLine() is { } line)
            {
                // Without a path it is a commit, or an object that a tag names.
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                if (space > 0 && space + 1 < line.Length)
                    yield return new(line[..space], line[(space + 1)..]);
            }

            git.WaitForSuccess();
        }
    }
}
