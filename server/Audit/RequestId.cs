using System.Buffers;
using System.Globalization;
using KeySafety.Detection;

namespace KeySafety.Server.Audit;

/// <summary>The name of one request, <c>X-Request-Id</c>: taken from the caller if it is well-formed, else made; every answer carries it.</summary>
/// <remarks>
/// Well-formed: 1 to 64 letters, digits and <c>-_.:=@+/</c>. No line break can get into a header or a record with it, a scoped
/// key is longer, and what has the shape of a generated key is replaced: it would be written down.
/// </remarks>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:=@+/");

    // Unique across restarts by the first half, within one by the second; an id is no secret.
    private static readonly string Start = ((ulong)Random.Shared.NextInt64()).ToString("x16", CultureInfo.InvariantCulture);
    private static long _count;

    /// <summary>The id of a request.</summary>
    /// <param name="request">Its header counts when it is there once.</param>
    /// <param name="made">Whether the id is ours.</param>
    public static string Of(HttpRequest request, out bool made)
    {
        made = false;
        if (request.Headers.TryGetValue(Header, out var given) && given is [{ } id] && IsWellFormed(id))
            return id;

        made = true;
        return string.Create(32, Interlocked.Increment(ref _count), static (text, count) =>
        {
            Start.CopyTo(text);
            count.TryFormat(text[16..], out _, "x16", CultureInfo.InvariantCulture);
        });
    }

    private static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed) && !KeyFormat.HasShape(id);
}
