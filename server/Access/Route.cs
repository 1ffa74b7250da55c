using System.Globalization;

namespace KeySafety.Server.Access;

/// <summary>Where a request says which collection it is about.</summary>
internal enum CollectionSource
{
    /// <summary>It is about none: the key's collections do not matter.</summary>
    None,

    /// <summary>The path parameter <c>{collection}</c>.</summary>
    Path,

    /// <summary>The field <c>name</c> of the JSON body.</summary>
    BodyName,

    /// <summary>Each item of the body's <c>searches</c>, which may carry a key of its own.</summary>
    Searches,
}

/// <summary>One row of the <see cref="RouteTable"/>: a method and a path, and the action that a key needs for them.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Pattern">Segments with <c>{parameter}</c>s, as in ASP.NET Core.</param>
/// <param name="Action">Null for a route that asks for no key.</param>
/// <param name="Collection">Where the collection stands.</param>
internal sealed record Route(string Method, string Pattern, string? Action, CollectionSource Collection = CollectionSource.None)
{
    /// <summary>Kinds of credential that open it.</summary>
    public CredentialKinds Accepts { get; init; } = CredentialKinds.Any;

    /// <summary>Where it reads them.</summary>
    public CredentialPlaces Places { get; init; } = CredentialPlaces.Any;

    /// <summary>Modes of keys that open it.</summary>
    public KeyMode Modes { get; init; } = KeyMode.Live;

    /// <summary>Whether it shows every workspace its own; all other rows belong to the default workspace.</summary>
    public bool IsPerWorkspace { get; init; }

    /// <summary>How its errors look.</summary>
    public Surface Surface { get; } = Surfaces.Of(Pattern);

    private readonly string[] _segments = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What it is called in statistics: <c>POST /keys</c>.</summary>
    public string Name { get; } = $"{Method} {Pattern}";

    public int SegmentCount => _segments.Length;

    /// <summary>Parameters in the pattern; the row with the fewest wins where several match.</summary>
    public int ParameterCount => _segments.Count(IsParameter);

    /// <summary>Whether the path is this route's, letter by letter; a parameter takes any segment that is safe to pass on.</summary>
    public bool Matches(ReadOnlySpan<char> path) => TryMatch(path, out _);

    /// <param name="path">Starts with a slash, percent-encoded as on the wire.</param>
    /// <param name="collection">The decoded <c>{collection}</c>, or null.</param>
    public bool TryMatch(ReadOnlySpan<char> path, out string? collection)
    {
        collection = null;
        if (path.IsEmpty || path[0] != '/')
            return false;

        var index = 0;
        var rest = path[1..];
        foreach (var range in rest.Split('/'))
        {
            var segment = rest[range];
            if (index == _segments.Length)
                return false;

            var expected = _segments[index++];
            if (!IsParameter(expected))
            {
                if (!segment.SequenceEqual(expected))
                    return false;
            }
            else if (!TryDecode(segment, out var value))
            {
                return false;
            }
            else if (expected == "{collection}")
            {
                collection = value;
            }
        }

        return index == _segments.Length;
    }

    private static bool IsParameter(string segment) => segment[0] == '{';

    // What one program reads as a name, the next one reads as a step up or as two segments. Such a segment is no name here.
    internal static bool TryDecode(ReadOnlySpan<char> segment, out string value)
    {
        value = string.Empty;
        if (!IsPlainlyWritten(segment) || DotSegment.Is(segment))
            return false;

        value = Uri.UnescapeDataString(segment);
        return value.Length > 0
            && value.AsSpan().IndexOfAny('/', '\\') < 0
            && !value.Any(char.IsControl);
    }

    // `%73earch` is `search` to a program that normalises and a name to one that does not; at `#` some programs stop reading.
    private static bool IsPlainlyWritten(ReadOnlySpan<char> segment)
    {
        if (segment.Contains('#'))
            return false;

        for (var i = segment.IndexOf('%'); i >= 0 && i < segment.Length; i++)
        {
            if (segment[i] != '%')
                continue;
            if (i + 2 >= segment.Length
                || !byte.TryParse(segment.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                || char.IsAsciiLetterOrDigit((char)code)
                || (char)code is '-' or '.' or '_' or '~')
            {
                return false;
            }
        }

        return true;
    }
}
