using System.Globalization;

namespace KeySafety.Scanner.Commands;

/// <summary>A line as users write it: <c>FILE:LINE</c>, or <c>FILE:LINE:COLUMN</c> copied from a report.</summary>
internal static class Place
{
    /// <exception cref="ScanFailedException">It is none.</exception>
    public static (string Path, int Line) Parse(string text) =>
        TryParse(text) ?? throw new ScanFailedException($"'{text}' is not a place of the form FILE:LINE");

    public static (string Path, int Line)? TryParse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 && Number(parts[^1]) is not null && Number(parts[^2]) is { } before)
            return (string.Join(':', parts[..^2]), before);
        return parts.Length > 1 && Number(parts[^1]) is { } line ? (string.Join(':', parts[..^1]), line) : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
