using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KeySafety.Detection;

namespace KeySafety.Scanner.Ignoring;

/// <summary>The findings that a team has accepted, as a file that may be published and merges without conflicts.</summary>
/// <remarks>
/// <para>A header, then one sorted line a finding: 32 hexadecimal digits and the rule's name.</para>
/// <code>
/// # keysafety baseline 1 key=3q2+7wAAAAAAAAAAAAAAAA==
/// 0b8f2c64f1f7f4c5ab0b6bd2b2a1e9d3 generic-password
/// </code>
/// <para>
/// The digits are HMAC-SHA256 of rule and secret under the key in the header, drawn when the file is created: the same
/// password has another line in every repository, so no table of common ones fits. Whoever has the file can still try one
/// guess at a time; a weak password in a public baseline belongs changed, not accepted. Neither place nor time is in a
/// line, so moved lines and merges leave the file alone.
/// </para>
/// </remarks>
internal sealed class Baseline
{
    public const string FileName = BaselineFormat.FileName;

    private readonly byte[] _key;
    private readonly SortedSet<string> _lines;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    private Baseline(byte[] key, IEnumerable<string> lines)
    {
        _key = key;
        _lines = new(lines, StringComparer.Ordinal);
    }

    public int Count => _lines.Count;

    public IEnumerable<string> Unused => _lines.Where(line => !_used.ContainsKey(line));

    /// <summary>An empty baseline with a key of its own.</summary>
    public static Baseline Create() => new(RandomNumberGenerator.GetBytes(BaselineFormat.KeyBytes), []);

    /// <summary>An empty baseline with this one's key: findings that stay keep their line.</summary>
    public Baseline WithoutLines() => new(_key, []);

    /// <exception cref="ScanFailedException">It is not a baseline.</exception>
    public static Baseline Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || !lines[0].StartsWith(BaselineFormat.Header, StringComparison.Ordinal))
            throw new ScanFailedException($"{path} is not a baseline: its first line is not '{BaselineFormat.Header}...'");

        if (BaselineFormat.ReadKey(lines[0]) is not { } key)
            throw new ScanFailedException($"{path}:1: the baseline's key is damaged");

        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length > 0 && !BaselineFormat.IsLine(lines[i]))
                throw new ScanFailedException($"{path}:{i + 1}: not a line of a baseline (an unresolved merge?)");
        }

        return new(key, lines.Skip(1).Where(line => line.Length > 0));
    }

    public void Add(string rule, string secret) => _lines.Add(BaselineFormat.LineOf(_key, rule, secret));

    public bool Accepts(string rule, string secret)
    {
        if (_lines.Count == 0)
            return false;

        var line = BaselineFormat.LineOf(_key, rule, secret);
        if (!_lines.Contains(line))
            return false;
        _used.TryAdd(line, true);
        return true;
    }

    public void Write(string path)
    {
        var text = new StringBuilder().Append(BaselineFormat.Header).Append(Convert.ToBase64String(_key)).Append('\n');
        foreach (var line in _lines)
            text.Append(line).Append('\n');
        File.WriteAllText(path, text.ToString());
    }
}
