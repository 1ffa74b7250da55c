namespace KeySafety.Scanner.Files;

/// <summary>The ignore files that apply in a directory: its own, then those of the directories above it.</summary>
/// <param name="Parent">What applies where this one says nothing.</param>
/// <param name="File">The patterns.</param>
/// <param name="Base">The directory they are relative to, from the walk's root: empty or ending in <c>/</c>.</param>
internal sealed record IgnoreScope(IgnoreScope? Parent, IgnoreFile File, string Base)
{
    /// <summary>Whether git would ignore an entry, given that it ignores none of the directories above it.</summary>
    /// <param name="scope">The scope of the directory that the entry is in.</param>
    /// <param name="path">From the walk's root.</param>
    /// <param name="isDirectory">Whether the entry is a directory.</param>
    public static bool Ignores(IgnoreScope? scope, ReadOnlySpan<char> path, bool isDirectory)
    {
        for (; scope is not null; scope = scope.Parent)
        {
            if (scope.File.Decide(path[scope.Base.Length..], isDirectory) is { } decision)
                return decision;
        }

        return false;
    }
}
