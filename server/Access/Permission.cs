using System.Collections.Frozen;

namespace KeySafety.Server.Access;

/// <summary>Read, write and delete: the short form of actions. <c>permissions: ["read"]</c> is the action <c>*:read</c>.</summary>
/// <remarks>
/// They cover what a service does with its resources, and nothing that administers this server: a key that may write must not be able
/// to make itself a mightier key.
/// </remarks>
internal static class Permission
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Delete = "delete";

    private const string AnyResource = "*:";

    /// <summary>Actions before the first colon that are about the server itself, or about the search engine as a whole.</summary>
    private static readonly FrozenSet<string> Administrative = new[]
    {
        "keys", "audit", "clients", "workspaces", "signing-keys", "users", "debug", "metrics.json", "stats.json", "status", "health", "config", "proxy",
        "proxy_sse", "limits", "limits/active", "limits/exceeds",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [Read, Write, Delete];

    /// <summary>The action that a permission stands for.</summary>
    public static string ToAction(string permission) => AnyResource + permission;

    /// <summary>The permission that an action stands for, or null.</summary>
    public static string? OfAction(string action) =>
        action.StartsWith(AnyResource, StringComparison.Ordinal) ? Names.FirstOrDefault(name => action.AsSpan(AnyResource.Length).SequenceEqual(name)) : null;

    /// <summary>What a method needs, as the product's page lists it; null for a method that it does not list.</summary>
    public static string? OfMethod(string method) => method switch
    {
        "GET" or "HEAD" => Read,
        "POST" or "PUT" or "PATCH" => Write,
        "DELETE" => Delete,
        _ => null,
    };

    /// <summary>Whether <c>*:read</c>, <c>*:write</c> or <c>*:delete</c> covers an action that a route asks for.</summary>
    public static bool Covers(string allowed, string required)
    {
        var first = required.IndexOf(':', StringComparison.Ordinal);
        if (first < 0 || !allowed.StartsWith(AnyResource, StringComparison.Ordinal))
            return false;

        var resource = required.AsSpan(0, first);
        return allowed.AsSpan(AnyResource.Length).SequenceEqual(OfVerb(required.AsSpan(first + 1)))
            && !resource.StartsWith("operations/", StringComparison.Ordinal)
            && !Administrative.GetAlternateLookup<ReadOnlySpan<char>>().Contains(resource);
    }

    // `POST /multi_search` reads: where an action says what is done, the method does not count.
    private static string OfVerb(ReadOnlySpan<char> verb) => verb switch
    {
        "read" or "list" or "get" or "search" or "export" => Read,
        "write" or "create" or "update" or "upsert" or "import" => Write,
        "delete" => Delete,
        _ => string.Empty,
    };
}
