using Microsoft.AspNetCore.Routing.Patterns;

namespace KeySafety.Server.Gateway;

/// <summary>Paths that the gateway and the service behind it cannot read differently. All others are no route.</summary>
/// <remarks>
/// What a path says decides who may take it, so it must say the same to both: no empty segment, no dots as a step, no encoded slash or
/// letter, no backslash, no path parameter (<c>;</c> ends a segment for some servers), and literals letter by letter, although
/// ASP.NET Core's routing does not mind case.
/// </remarks>
internal static class PlainPath
{
    /// <param name="path">As on the wire, without the query.</param>
    public static bool Is(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/' || path.Contains(';') || path.Contains("%3b", StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = path[1..];
        foreach (var range in rest.Split('/'))
        {
            // One slash at the end is an ordinary way to write a collection.
            var isEnd = range.End.GetOffset(rest.Length) == rest.Length;
            if (!(rest[range].IsEmpty && isEnd) && !Access.Route.TryDecode(rest[range], out _))
                return false;
        }

        return true;
    }

    /// <summary>Whether the literals of the pattern stand in the path as they are written.</summary>
    /// <param name="pattern">That matched, but for case.</param>
    /// <param name="path">Decoded.</param>
    public static bool HasLiteralsOf(RoutePattern pattern, ReadOnlySpan<char> path)
    {
        var index = 0;
        foreach (var range in path.TrimStart('/').Split('/'))
        {
            if (index == pattern.PathSegments.Count)
                return true;

            var segment = path.TrimStart('/')[range];
            var parts = pattern.PathSegments[index++].Parts;
            if (parts is [RoutePatternLiteralPart whole] ? !segment.SequenceEqual(whole.Content) : parts.Count > 1 && !HasParts(parts, segment))
                return false;
        }

        return true;
    }

    // `v{version}.json`: the literal parts, in their order.
    private static bool HasParts(IReadOnlyList<RoutePatternPart> parts, ReadOnlySpan<char> segment)
    {
        foreach (var part in parts)
        {
            var text = part switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternSeparatorPart separator => separator.Content,
                _ => string.Empty,
            };
            var at = segment.IndexOf(text, StringComparison.Ordinal);
            if (at < 0)
                return false;

            segment = segment[(at + text.Length)..];
        }

        return true;
    }
}
