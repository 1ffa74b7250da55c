using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Detection;

namespace KeySafety.Scanner.Git;

/// <summary>What earlier scans of the history have settled, in <c>.git/keysafety</c>. Safe to delete.</summary>
/// <remarks>
/// <para>
/// "Everything that these commits lead to was scanned, and of it only these blobs held anything." That says of every other
/// blob that it is clean, in a few lines instead of one a blob. The next scan has git list what is new since then, and scans
/// the few blobs again that held something, since baseline and comments may have changed; no secret is stored.
/// </para>
/// The file's name has a hash over the rules and the settings of detection: with others, another file, the old one removed.
/// </remarks>
internal sealed class HistoryCache
{
    private const string Version = "keysafety history 1";
    private readonly string? _path;

    private HistoryCache(string? path) => _path = path;

    /// <summary>A cache that remembers nothing.</summary>
    public static HistoryCache None { get; } = new(null);

    /// <param name="Tips">Commits, all that they lead to being scanned.</param>
    /// <param name="Found">The blobs in which anything was found.</param>
    /// <param name="Introductions">Which commits brought those in.</param>
    internal sealed record State(IReadOnlyList<string> Tips, IReadOnlyList<Blob> Found, IReadOnlyList<Introduction> Introductions);

    /// <param name="repository">Whose history it is about.</param>
    /// <param name="settings">All besides the catalog that decides what is found.</param>
    public static HistoryCache For(Repository repository, string settings)
    {
        var text = new StringBuilder(Version).Append('\0').Append(ThisProgram.FullVersion).Append('\0').Append(settings);
        foreach (var rule in RuleCatalog.All)
            text.Append(CultureInfo.InvariantCulture, $"\0{rule.Name}\0{rule.Pattern}\0{rule.MinEntropy} {rule.Confidence}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
        return new(Path.Combine(repository.CommonDirectory, "keysafety", $"history-{hash}"));
    }

    /// <summary>What is known; nothing where there is no cache, or a damaged one.</summary>
    public State Load()
    {
        var tips = new List<string>();
        var found = new List<Blob>();
        var introductions = new List<Introduction>();
        if (_path is null || !File.Exists(_path))
            return new([], [], []);

        using var stream = File.OpenRead(_path);
        var fields = new NulTerminated(stream);
        try
        {
            while (fields.Next() is { } kind)
            {
                switch (kind)
                {
                    case "tip":
                        tips.Add(Required(fields));
                        break;
                    case "blob":
                        found.Add(new(Required(fields), Required(fields)));
                        break;
                    case "commit":
                        introductions.Add(ReadIntroduction(fields));
                        break;
                    case "end":
                        return new(tips, found, introductions);
                }
            }
        }
        catch (FormatException)
        {
            // Damaged is the same as absent: the scan takes longer, and writes it anew.
        }

        return new([], [], []);
    }

    public void Store(State state)
    {
        if (_path is null)
            return;

        var text = new StringBuilder();
        foreach (var tip in state.Tips)
            Append(text, "tip", tip);
        foreach (var blob in state.Found)
            Append(text, "blob", blob.Id, blob.Path);
        foreach (var each in state.Introductions)
        {
            Append(
                text, "commit", each.Commit.Id, each.Commit.Author, each.Commit.Email,
                each.Commit.Date.ToString("O", CultureInfo.InvariantCulture), each.Path, each.NewId, string.Join(' ', each.OldIds));
        }

        Append(text, "end");
        try
        {
            var directory = Path.GetDirectoryName(_path)!;
            Directory.CreateDirectory(directory);
            foreach (var other in Directory.GetFiles(directory, "history-*").Where(other => other != _path))
                File.Delete(other);
            var draft = $"{_path}.{Environment.ProcessId}";
            File.WriteAllText(draft, text.ToString());
            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A repository that may only be read is scanned in full each time.
        }
    }

    private static void Append(StringBuilder text, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            text.Append(field).Append('\0');
    }

    private static Introduction ReadIntroduction(NulTerminated fields)
    {
        var (id, author, email, date) = (Required(fields), Required(fields), Required(fields), Required(fields));
        var (path, newId, oldIds) = (Required(fields), Required(fields), Required(fields));
        var commit = new Commit(id, author, email, DateTimeOffset.Parse(date, CultureInfo.InvariantCulture));
        return new(commit, path, newId, oldIds.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Required(NulTerminated fields) => fields.Next() ?? throw new FormatException();
}
