using System.Collections.Frozen;
using System.Text;
using KeySafety.Server.Access;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KeySafety.Server.Gateway;

/// <summary>Takes out of a request what the service behind must not see, before anything is passed on.</summary>
/// <remarks>
/// By name, wherever a credential could have been carried, read or not; by value, wherever else the credential of this request stands (a
/// <c>Referer</c> quotes the URL it came from). With it go headers that make a service answer another request than the one that was
/// judged, and those that <c>Connection</c> names (RFC 9110, section 7.6.1). A service that runs behind CGI conventions cannot tell
/// <c>X_A</c> from <c>X-A</c>, so neither is told here.
/// </remarks>
internal static class CallerCredential
{
    /// <summary>In front of all headers that tell a service who called.</summary>
    public const string IdentityPrefix = "X-Torque-";

    // Shorter ones stand in headers by chance. Keys of ours have 40 characters and more.
    private const int MinSearchedLength = 8;

    private static readonly FrozenSet<string> Removed = new[]
    {
        PresentedKey.Name, HeaderNames.Authorization, HeaderNames.ProxyAuthorization,
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL",
        "X-Original-URI", "X-Original-Method", "X-Forwarded-Uri", "X-Forwarded-Method",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What frames the message and where it goes is not the client's to take out.
    private static readonly FrozenSet<string> Kept = new[]
    {
        HeaderNames.Host, HeaderNames.ContentLength, HeaderNames.TransferEncoding, HeaderNames.Connection, HeaderNames.Upgrade, HeaderNames.TE,
        "close", "keep-alive", "X-Forwarded-For",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="context">Its request is changed.</param>
    /// <param name="presented">The credential that was judged; null for none.</param>
    /// <param name="parameters">Query parameters that carry a credential on any route.</param>
    public static void RemoveFrom(HttpContext context, string? presented, FrozenSet<string> parameters)
    {
        var searched = presented is { Length: >= MinSearchedLength } ? presented : null;
        RemoveHeaders(context.Request.Headers, searched, parameters);
        if (context.Request.QueryString.Value is { Length: > 1 } query && WithoutCredentials(query, searched, parameters) is { } changed)
            context.Request.QueryString = new QueryString(changed);
    }

    private static void RemoveHeaders(IHeaderDictionary headers, string? searched, FrozenSet<string> parameters)
    {
        List<string>? removed = null;
        foreach (var (name, value) in headers)
        {
            if (IsRemoved(name) || (searched is not null && !IsCookie(name) && Contains(value, searched)))
                (removed ??= []).Add(name);
        }

        foreach (var name in headers.Connection.Count == 0 ? [] : headers.GetCommaSeparatedValues(HeaderNames.Connection))
        {
            if (!Kept.Contains(name))
                (removed ??= []).Add(name);
        }

        foreach (var name in removed ?? [])
            headers.Remove(name);
        if (headers.Cookie.Count > 0)
            RemoveCookies(headers, searched, parameters);
        if (parameters.Count > 0 && headers.Referer is { Count: > 0 } referer)
            headers.Referer = WithoutQuery(referer.ToString(), parameters);
    }

    private static bool IsRemoved(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
            return Removed.Contains(name) || name.StartsWith(IdentityPrefix, StringComparison.OrdinalIgnoreCase);

        var dashed = name.Replace('_', '-');
        return Removed.Contains(dashed) || dashed.StartsWith(IdentityPrefix, StringComparison.OrdinalIgnoreCase) || ForwardedHeaders.IsForwarding(dashed);
    }

    private static bool IsCookie(string name) => name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(StringValues values, string searched)
    {
        foreach (var value in values)
        {
            if (value?.Contains(searched, StringComparison.Ordinal) == true)
                return true;
        }

        return false;
    }

    private static void RemoveCookies(IHeaderDictionary headers, string? searched, FrozenSet<string> parameters)
    {
        var cookies = headers.Cookie.SelectMany(line => line!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        var kept = cookies.Where(cookie => !IsCredential(cookie.AsSpan(), searched, parameters)).ToList();
        if (kept.Count < cookies.Count)
            headers.Cookie = kept.Count == 0 ? default : string.Join("; ", kept);
    }

    // Where the page came from may say how its user got there.
    private static string WithoutQuery(string referer, FrozenSet<string> parameters)
    {
        var question = referer.IndexOf('?', StringComparison.Ordinal);
        return question >= 0 && WithoutCredentials(referer[question..], null, parameters) is { } changed ? referer[..question] + changed : referer;
    }

    /// <summary>The query without the pairs that carry credentials, all others as they were; null where there are none.</summary>
    // Some services take a semicolon for an ampersand, so a pair ends at either.
    private static string? WithoutCredentials(string query, string? searched, FrozenSet<string> parameters)
    {
        StringBuilder? kept = null;
        var start = 1;
        while (start <= query.Length)
        {
            var length = query.AsSpan(start).IndexOfAny('&', ';');
            var end = length < 0 ? query.Length : start + length;
            if (IsCredential(query.AsSpan(start, end - start), searched, parameters))
                kept ??= new StringBuilder(query, 0, start, query.Length);
            else
                kept?.Append(query, start, Math.Min(query.Length, end + 1) - start);
            start = end + 1;
        }

        return kept is null ? null : kept.Length == 1 ? string.Empty : kept.ToString().TrimEnd('&', ';');
    }

    // `name=value`, encoded or not.
    private static bool IsCredential(ReadOnlySpan<char> pair, string? searched, FrozenSet<string> parameters)
    {
        if (pair.IsEmpty)
            return false;

        var equals = pair.IndexOf('=');
        var name = Decoded(equals < 0 ? pair : pair[..equals]);
        if (parameters.Contains(name) || name.Equals(PresentedKey.Name, StringComparison.OrdinalIgnoreCase))
            return true;

        return searched is not null && equals >= 0
            && (pair.Contains(searched, StringComparison.Ordinal) || (pair.Contains('%') && Decoded(pair[equals..]).Contains(searched, StringComparison.Ordinal)));
    }

    private static string Decoded(ReadOnlySpan<char> text) => text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text).Replace('+', ' ') : text.ToString();
}
