using System.Globalization;

namespace KeySafety.Server.Audit;

/// <summary>One file of records, <c>audit-0000000000000001-2026-05-01.jsonl</c>: its first record and the day (UTC) of all of them.</summary>
/// <param name="Path">Full.</param>
/// <param name="First">The number of its first record.</param>
/// <param name="Day">When its records were written.</param>
internal sealed record AuditFile(string Path, long First, DateOnly Day)
{
    /// <summary>The folder of the data directory that holds them.</summary>
    public const string Folder = "audit";

    private const string Prefix = "audit-";
    private const string Extension = ".jsonl";
    private const int SequenceLength = 16;
    private const string DayFormat = "yyyy-MM-dd";

    public string Name => System.IO.Path.GetFileName(Path);

    public static AuditFile Named(string directory, long first, DateOnly day) => new(
        System.IO.Path.Combine(
            directory,
            Prefix + first.ToString("D16", CultureInfo.InvariantCulture) + '-' + day.ToString(DayFormat, CultureInfo.InvariantCulture) + Extension),
        first,
        day);

    /// <summary>The files of a directory, oldest first.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<AuditFile> In(string directory) =>
        [.. Directory.EnumerateFiles(directory, Prefix + "*" + Extension).Select(Parse).OfType<AuditFile>().OrderBy(file => file.First).ThenBy(file => file.Name, StringComparer.Ordinal)];

    private static AuditFile? Parse(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        return name.Length == Prefix.Length + SequenceLength + 1 + DayFormat.Length + Extension.Length
            && long.TryParse(name.Slice(Prefix.Length, SequenceLength), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && DateOnly.TryParseExact(name.Slice(Prefix.Length + SequenceLength + 1, DayFormat.Length), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new AuditFile(path, first, day)
            : null;
    }
}
