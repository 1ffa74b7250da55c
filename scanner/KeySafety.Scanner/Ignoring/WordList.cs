using System.Collections.Concurrent;

namespace KeySafety.Scanner.Ignoring;

/// <summary>Names or words that are ignored, and which of them ever mattered. Thread-safe.</summary>
internal sealed class WordList(IReadOnlyList<string> words)
{
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    public static WordList Empty { get; } = new([]);

    public IEnumerable<string> Unused => words.Where(word => !_used.ContainsKey(word));

    /// <summary>Whether the list has exactly this name.</summary>
    public bool Use(string name)
    {
        if (!words.Contains(name))
            return false;
        _used.TryAdd(name, true);
        return true;
    }

    /// <summary>The first word that a text contains, in any case; null where it has none.</summary>
    public string? UseWithin(string text)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                _used.TryAdd(word, true);
                return word;
            }
        }

        return null;
    }
}
