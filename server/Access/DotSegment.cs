namespace KeySafety.Server.Access;

/// <summary>Segments of a path that some program takes for a step within it: <c>.</c> and <c>..</c>, however they are written.</summary>
/// <remarks>
/// RFC 3986, section 5.2.4, after decoding (<c>%2e</c>); and where a program ends the segment earlier than the next slash: at a
/// semicolon (path parameters), a backslash, an encoded slash, a NUL. <c>/.well-known</c> is an ordinary name.
/// </remarks>
internal static class DotSegment
{
    private const string EncodedDot = "%2e";

    private static readonly string[] Ends = [";", "\\", "#", "%3b", "%2f", "%5c", "%00"];

    /// <summary>Whether any segment is one.</summary>
    /// <param name="path">As on the wire, without the query.</param>
    public static bool IsAnyIn(ReadOnlySpan<char> path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains(EncodedDot, StringComparison.OrdinalIgnoreCase))
            return false;

        foreach (var range in path.Split('/'))
        {
            if (Is(path[range]))
                return true;
        }

        return false;
    }

    public static bool Is(ReadOnlySpan<char> segment)
    {
        var rest = segment;
        while (Skip(rest, ".", out var next) || Skip(rest, EncodedDot, out next))
            rest = next;
        if (rest.Length == segment.Length)
            return false;

        var isEnd = rest.IsEmpty;
        foreach (var end in Ends)
            isEnd |= rest.StartsWith(end, StringComparison.OrdinalIgnoreCase);
        return isEnd;
    }

    private static bool Skip(ReadOnlySpan<char> text, string start, out ReadOnlySpan<char> rest)
    {
        var starts = text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
        rest = starts ? text[start.Length..] : text;
        return starts;
    }
}
