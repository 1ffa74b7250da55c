using System.Buffers;
using System.Text;

namespace KeySafety.Server.Audit;

/// <summary>Records as rows of comma-separated values (RFC 4180), safe to open in a spreadsheet.</summary>
internal static class AuditCsv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    // What makes a spreadsheet take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n");

    /// <summary>The columns, which are the fields of records of every kind.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "seq", "time", "kind", "workspace", "credential", "scoped", "route", "action", "method", "status", "outcome", "address", "request_id",
        "change", "target", "description", "intent", "dropped", "reason", "torn_bytes", "unsealed", "problem", "hash",
    ];

    public static void WriteHeader(IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\r\n", output);

    public static void WriteRow(IBufferWriter<byte> output, AuditRecord record) =>
        Encoding.UTF8.GetBytes(string.Join(',', Columns.Select(column => Cell(record[column]))) + "\r\n", output);

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return string.Empty;
        if (Formula.Contains(text[0]))
            text = '\'' + text;
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
