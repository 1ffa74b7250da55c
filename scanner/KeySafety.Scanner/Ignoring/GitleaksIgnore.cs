using System.Collections.Concurrent;
using System.Globalization;
using KeySafety.Detection;

namespace KeySafety.Scanner.Ignoring;

/// <summary>A <c>.gitleaksignore</c>: lines <c>file:rule:line</c>, or <c>commit:file:rule:line</c>.</summary>
/// <remarks>
/// Rules of the two tools have different names for the same thing, so a name that this tool does not know matches any rule;
/// a known one matches itself alone.
/// </remarks>
internal sealed class GitleaksIgnore
{
    public const string FileName = ".gitleaksignore";

    private readonly record struct Place(string Path, int Line);

    private sealed record Entry(string Text, string? Commit, string Rule);

    private readonly Dictionary<Place, List<Entry>> _entries = [];
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    public static GitleaksIgnore Empty { get; } = new();

    public IEnumerable<string> Unused =>
        _entries.Values.SelectMany(entries => entries).Select(entry => entry.Text).Where(text => !_used.ContainsKey(text));

    /// <exception cref="ScanFailedException">A line is no fingerprint.</exception>
    public static GitleaksIgnore Read(string path)
    {
        var file = new GitleaksIgnore();
        foreach (var (index, raw) in File.ReadAllLines(path).Index())
        {
            var text = raw.Trim();
            if (text.Length > 0 && text[0] != '#' && !file.TryAdd(text))
                throw new ScanFailedException($"{path}:{index + 1}: not a fingerprint of the form file:rule:line or commit:file:rule:line");
        }

        return file;
    }

    public bool Accepts(string path, string rule, int line, string? commit)
    {
        if (!_entries.TryGetValue(new(path, line), out var entries))
            return false;

        foreach (var entry in entries)
        {
            var ruleFits = entry.Rule == rule || !RuleCatalog.All.Any(known => known.Name == entry.Rule);
            if (ruleFits && (entry.Commit is null || entry.Commit == commit))
            {
                _used.TryAdd(entry.Text, true);
                return true;
            }
        }

        return false;
    }

    private bool TryAdd(string text)
    {
        var parts = text.Split(':');
        if (parts.Length < 3 || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var line))
            return false;

        var commit = parts.Length > 3 && parts[0].Length is 40 or 64 && parts[0].All(char.IsAsciiHexDigit) ? parts[0] : null;
        var path = string.Join(':', parts[(commit is null ? 0 : 1)..^2]).Replace('\\', '/');
        var place = new Place(path, line);
        if (!_entries.TryGetValue(place, out var entries))
            _entries[place] = entries = [];
        entries.Add(new(text, commit, parts[^2]));
        return true;
    }
}
