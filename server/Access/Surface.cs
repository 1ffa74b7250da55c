using KeySafety.Server.Gateway;

namespace KeySafety.Server.Access;

/// <summary>Which of the three wire contracts a path belongs to: they differ in how errors look.</summary>
internal enum Surface
{
    /// <summary>Typesense's: <c>{"message"}</c>, and one 401 for every refusal.</summary>
    Search,

    /// <summary><c>/v1/**</c>: <c>{"error", "message"}</c>; 401 <c>authentication_failed</c>, 403 <c>permission_denied</c>.</summary>
    Platform,

    /// <summary><c>/auth/**</c>: <c>{"detail"}</c>.</summary>
    Users,
}

/// <summary>The surface of a path.</summary>
internal static class Surfaces
{
    /// <summary>Of the route that a request takes; of its path where it takes none.</summary>
    public static Surface Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>()?.Surface ?? Of(context.Request.Path.Value);

    public static Surface Of(string? path) =>
        path is null ? Surface.Search
        : path.StartsWith("/v1/", StringComparison.Ordinal) ? Surface.Platform
        : path.StartsWith("/auth/", StringComparison.Ordinal) ? Surface.Users
        : Surface.Search;
}
