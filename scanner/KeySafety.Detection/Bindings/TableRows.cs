using KeySafety.Detection.Names;
using KeySafety.Detection.Text;
using static KeySafety.Detection.Text.Bytes;

namespace KeySafety.Detection.Bindings;

/// <summary>Rows of a table whose head names the columns: <c>INSERT INTO users (name, password) VALUES ('a', 'x'), ('b', 'y')</c>.</summary>
/// <remarks>Everything that is read is covered, so that statements inside a statement cost nothing more: linear in the length.</remarks>
internal static class TableRows
{
    private const int LongestName = 128;
    private const int MostColumns = 200;

    // A text behind this many bytes of one row is no password.
    private const int LongestRow = 64 * 1024;

    /// <summary>Judges the values of telling columns behind <c>INSERT INTO</c> at an index.</summary>
    public static void FindInserted(in TextView view, int at, ContentScan scan)
    {
        if (!scan.IsNew(Anchor.Insert, at))
            return;

        var text = view.Bytes;
        var open = Until(text, at, "(;=\r"u8, LongestName);
        if (At(text, open) != '(' || Columns(in view, ref open) is not { } columns)
            return;

        var values = TrimStart(text, open, Math.Min(text.Length, open + LongestName), " \t\r\n"u8);
        if (!StartsWith(text, values, "values"))
            return;

        var row = values + "values".Length;
        while (true)
        {
            row = TrimStart(text, row, Math.Min(text.Length, row + LongestName), " \t\r\n,"u8);
            if (At(text, row) != '(')
                break;
            row = JudgeRow(in view, row + 1, columns, scan);
        }

        scan.Cover(Anchor.Insert, row);
    }

    /// <summary>The names in brackets, null for those that tell nothing; none where no name tells. Leaves the index behind the bracket.</summary>
    private static List<string?>? Columns(in TextView view, ref int open)
    {
        var text = view.Bytes;
        var columns = new List<string?>();
        var tells = false;
        for (var at = open + 1; columns.Count < MostColumns; at++)
        {
            var end = Until(text, at, ",()\""u8, LongestName);
            if (At(text, end) == '"')
            {
                // "password", as PostgreSQL quotes it
                at = end + 1;
                end = Until(text, at, "\""u8, LongestName);
            }

            var name = view.Read(at, end - at).Trim(' ', '\t', '\r', '\n', '`', '[', ']', '\'');
            var isTelling = SecretName.IsTelling(name);
            tells |= isTelling;
            columns.Add(isTelling ? name : null);
            at = At(text, end) == '"' ? Until(text, end + 1, ",)"u8, LongestName) : end;
            if (At(text, at) == ')')
            {
                open = at + 1;
                return tells ? columns : null;
            }

            if (At(text, at) != ',')
                return null;
        }

        return null;
    }

    /// <summary>Judges one row; gives the index behind it.</summary>
    private static int JudgeRow(in TextView view, int at, List<string?> columns, ContentScan scan)
    {
        var text = view.Bytes;
        var end = Math.Min(text.Length, at + LongestRow);
        var (column, depth) = (0, 0);
        for (; at < end; at++)
        {
            switch (text[at])
            {
                case (byte)'\'' or (byte)'"':
                    var close = EndOfText(text, at, end);
                    if (depth == 0 && column < columns.Count && columns[column] is { } name && close > at + 4)
                        scan.Judge(in view, name, at + 1, close);
                    at = close;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when depth == 0:
                    return at + 1;
                case (byte)')':
                    depth--;
                    break;
                case (byte)',' when depth == 0:
                    column++;
                    break;
            }
        }

        return end;
    }

    // A quote is written twice or behind a backslash.
    private static int EndOfText(ReadOnlySpan<byte> text, int open, int end)
    {
        for (var i = open + 1; i < end; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[open] && At(text, i + 1) == text[open])
                i++;
            else if (text[i] == text[open])
                return i;
        }

        return end;
    }
}
