namespace KeySafety.Scanner.Files;

/// <summary>A file to scan.</summary>
/// <param name="FullPath">Where to open it.</param>
/// <param name="Path">How reports and configuration name it: from the root, with <c>/</c>.</param>
internal readonly record struct FileEntry(string FullPath, string Path);
