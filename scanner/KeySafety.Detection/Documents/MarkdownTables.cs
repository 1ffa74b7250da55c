using KeySafety.Detection.Bindings;
using KeySafety.Detection.Names;
using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Documents;

/// <summary>Reads the tables of a Markdown text, whose head names the columns: <c>| User | Password |</c>.</summary>
/// <remarks>
/// A cell is judged as a line of prose is: the tables of documentation hold words and rules as well.
/// https://github.github.com/gfm/#tables-extension- Linear in the length.
/// </remarks>
internal static class MarkdownTables
{
    private const int LongestHead = 1024;
    private const int LongestRow = 4096;

    /// <summary>Judges the cells below telling heads.</summary>
    public static void Scan(in TextView view, ContentScan scan)
    {
        var text = view.Bytes;
        var (headStart, headEnd) = (0, 0);
        string?[]? names = null;
        for (var at = 0; at < text.Length;)
        {
            var end = Until(text, at, "\r\n"u8, text.Length);
            var line = text.Slice(at, end - at);
            if (names is not null && line.Length <= LongestRow && line.IndexOf((byte)'|') >= 0)
                JudgeRow(in view, at, end, names, scan);
            else
                names = IsRule(line) ? Names(in view, headStart, headEnd) : null;

            (headStart, headEnd) = (at, end);
            at = At(text, end) == '\r' && At(text, end + 1) == '\n' ? end + 2 : end + 1;
        }
    }

    // |---|:--:|, which stands between the head and the rows.
    private static bool IsRule(ReadOnlySpan<byte> line)
    {
        if (line.Length is < 3 or > LongestHead)
            return false;

        foreach (var c in line)
        {
            if (c is not ((byte)'|' or (byte)'-' or (byte)':' or (byte)' ' or (byte)'\t'))
                return false;
        }

        return line.IndexOf((byte)'-') >= 0 && line.IndexOf((byte)'|') >= 0;
    }

    private static string?[]? Names(in TextView view, int start, int end)
    {
        if (end - start is < 3 or > LongestHead)
            return null;

        var names = Array.ConvertAll(view.Read(start, end - start).Split('|'), static cell =>
        {
            var name = cell.Trim(' ', '\t', '*', '`');
            return name.Length < 40 && SecretName.IsTelling(name) ? name : null;
        });
        return Array.Exists(names, static name => name is not null) ? names : null;
    }

    // Base64Url, Java17Api: names of things fill a cell as well, which signs tell from passwords.
    private static BindingForm FormOf(ReadOnlySpan<byte> cell)
    {
        foreach (var c in cell)
        {
            if (!IsLetter(c) && c is not (>= (byte)'0' and <= (byte)'9'))
                return BindingForm.Line;
        }

        return BindingForm.Prose;
    }

    private static void JudgeRow(in TextView view, int at, int end, string?[] names, ContentScan scan)
    {
        var text = view.Bytes;
        for (var column = 0; column < names.Length && at <= end; column++)
        {
            var close = Until(text, at, "|"u8, end - at);
            var first = TrimStart(text, at, close, " \t`*"u8);
            var last = TrimEnd(text, first, close, " \t`*"u8);
            if (names[column] is { } name && last - first >= 4)
                scan.Judge(in view, name, new Binding(first, last, FormOf(text.Slice(first, last - first))));
            at = close + 1;
        }
    }
}
