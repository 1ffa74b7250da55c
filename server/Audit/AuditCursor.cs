using System.Globalization;

namespace KeySafety.Server.Audit;

/// <summary>Where a page of records ended: the next one goes on before it. Records that are added meanwhile do not move it.</summary>
/// <param name="First">Names the file, by its first record.</param>
/// <param name="Offset">Where in it the last record of the page begins.</param>
internal readonly record struct AuditCursor(long First, long Offset)
{
    public static AuditCursor? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new AuditCursor(first, offset)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}.{Offset}");
}
