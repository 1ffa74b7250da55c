namespace KeySafety.Scanner.Files;

/// <summary>One line of a <c>.gitignore</c>.</summary>
/// <remarks>https://git-scm.com/docs/gitignore#_pattern_format</remarks>
internal sealed class IgnorePattern
{
    private enum Shape
    {
        Name,           // build
        NameSuffix,     // *.log
        NameGlob,       // [Bb]in
        Path,           // /out/gen
        PathGlob,       // docs/**/*.pdf
    }

    private readonly Shape _shape;
    private readonly string _text;
    private readonly bool _directoryOnly;
    private int _hits;

    private IgnorePattern(string line, Shape shape, string text, bool negated, bool directoryOnly)
    {
        Line = line;
        _shape = shape;
        _text = text;
        IsNegated = negated;
        _directoryOnly = directoryOnly;
    }

    /// <summary>As written.</summary>
    public string Line { get; }

    /// <summary>Whether it starts with <c>!</c>: what it matches is not ignored after all.</summary>
    public bool IsNegated { get; }

    /// <summary>Whether it has matched anything so far.</summary>
    public bool IsUsed => Volatile.Read(ref _hits) != 0;

    /// <summary>Reads one line; null for blank lines and comments.</summary>
    public static IgnorePattern? Parse(string line)
    {
        var text = TrimEnd(line);
        if (text.Length == 0 || text[0] == '#')
            return null;

        var negated = text[0] == '!';
        if (negated)
            text = text[1..];
        var directoryOnly = text.EndsWith('/');
        if (directoryOnly)
            text = text[..^1];
        var anchored = text.Contains('/');
        if (text.StartsWith('/'))
            text = text[1..];
        if (text.Length == 0)
            return null;

        return new IgnorePattern(line, ShapeOf(ref text, anchored), text.ToString(), negated, directoryOnly);
    }

    /// <summary>Whether it matches an entry.</summary>
    /// <param name="path">Relative to the directory of the ignore file, with <c>/</c> between segments.</param>
    /// <param name="isDirectory">Whether the entry is a directory.</param>
    public bool Matches(ReadOnlySpan<char> path, bool isDirectory)
    {
        if (_directoryOnly && !isDirectory)
            return false;

        var matches = _shape switch
        {
            Shape.Name => NameOf(path).SequenceEqual(_text),
            Shape.NameSuffix => NameOf(path).EndsWith(_text, StringComparison.Ordinal),
            Shape.NameGlob => Glob.IsMatch(_text, NameOf(path)),
            Shape.Path => path.SequenceEqual(_text),
            _ => Glob.IsMatch(_text, path),
        };
        if (matches)
            Volatile.Write(ref _hits, 1);
        return matches;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> path) => path[(path.LastIndexOf('/') + 1)..];

    private static Shape ShapeOf(ref ReadOnlySpan<char> text, bool anchored)
    {
        if (anchored)
            return text.ContainsAny("*?[\\") ? Shape.PathGlob : Shape.Path;
        if (text.Length > 1 && text[0] == '*' && !text[1..].ContainsAny("*?[\\"))
        {
            text = text[1..];
            return Shape.NameSuffix;
        }

        return text.ContainsAny("*?[\\") ? Shape.NameGlob : Shape.Name;
    }

    /// <summary>Drops trailing spaces (not an escaped one) and a carriage return.</summary>
    private static ReadOnlySpan<char> TrimEnd(string line)
    {
        var text = line.AsSpan();
        if (text.EndsWith("\r"))
            text = text[..^1];
        while (text.EndsWith(" ") && !IsEscaped(text))
            text = text[..^1];
        return text;
    }

    private static bool IsEscaped(ReadOnlySpan<char> text)
    {
        var backslashes = 0;
        for (var i = text.Length - 2; i >= 0 && text[i] == '\\'; i--)
            backslashes++;
        return backslashes % 2 == 1;
    }
}
