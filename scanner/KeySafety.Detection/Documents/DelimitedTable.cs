using KeySafety.Detection.Names;
using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Reads tables of text whose first line names the columns, as browsers, password managers and databases export them.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc4180; also separated by tabs, semicolons or bars. Linear in the length.</remarks>
internal readonly ref struct DelimitedTable
{
    // A table of more is a dictionary or a data set, whose columns are not somebody's passwords.
    private const int MostRows = 5_000;
    private const int LongestHead = 4096;
    private readonly TextView _view;
    private readonly ContentScan _scan;

    /// <summary>Reads a text.</summary>
    public DelimitedTable(in TextView view, ContentScan scan)
    {
        _view = view;
        _scan = scan;
    }

    /// <summary>Reads all of it.</summary>
    public void Read()
    {
        var text = _view.Bytes;
        var end = Until(text, 0, "\r\n"u8, LongestHead);
        var separator = text.Slice(0, end).IndexOfAny((byte)',', (byte)';', (byte)'\t') is >= 0 and var first ? text[first] : (byte)'|';
        if (end >= text.Length || Names(end, separator) is not { } names)
            return;

        for (var row = 0; row < MostRows && end < text.Length; row++)
        {
            var start = TrimStart(text, end, Math.Min(text.Length, end + 8), "\r\n"u8);
            end = ReadRow(start, separator, names);
        }
    }

    private string?[]? Names(int end, byte separator)
    {
        var head = _view.Read(0, end).TrimStart('\uFEFF').Split((char)separator);
        var names = Array.ConvertAll(head, static name =>
        {
            var plain = name.Trim(' ', '"', '\'');
            return plain.Length < 40 && SecretName.IsTelling(plain) ? plain : null;
        });

        // One column is a list of words.
        return names.Length > 1 && Array.Exists(names, static name => name is not null) ? names : null;
    }

    /// <summary>Judges a row; gives the index of its end.</summary>
    private int ReadRow(int at, byte separator, string?[] names)
    {
        var text = _view.Bytes;
        for (var column = 0; ; column++)
        {
            var isQuoted = At(text, at) == '"';
            var start = isQuoted ? at + 1 : at;
            var end = isQuoted ? EndOfQuoted(start) : Until(text, start, [separator, (byte)'\r', (byte)'\n'], text.Length);
            if (column < names.Length && names[column] is { } name && end - start >= 4)
                _scan.Judge(in _view, name, start, end);

            at = Until(text, end, [separator, (byte)'\r', (byte)'\n'], text.Length);
            if (at >= text.Length || text[at] != separator)
                return at;
            at++;
        }
    }

    private int EndOfQuoted(int at)
    {
        var text = _view.Bytes;
        while (at < text.Length && (text[at] != '"' || At(text, at + 1) == '"'))
            at += text[at] == '"' ? 2 : 1;
        return Math.Min(at, text.Length);
    }
}
