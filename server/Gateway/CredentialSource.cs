using KeySafety.Server.Access;

namespace KeySafety.Server.Gateway;

/// <summary>A place where a gateway route reads its credential, and the kinds that it takes from there.</summary>
/// <param name="Place">Exactly one.</param>
/// <param name="Parameter">The query parameter; null for the other places.</param>
/// <param name="Accepts">A kind that is good elsewhere is refused here.</param>
internal readonly record struct CredentialSource(CredentialPlaces Place, string? Parameter, CredentialKinds Accepts)
{
    private static readonly Dictionary<string, CredentialKinds> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bootstrap"] = CredentialKinds.Bootstrap,
        ["key"] = CredentialKinds.Key,
        ["scoped-key"] = CredentialKinds.ScopedKey,
        ["client-token"] = CredentialKinds.ClientToken,
        ["user-token"] = CredentialKinds.UserToken,
        ["user-key"] = CredentialKinds.UserKey,
        ["any"] = CredentialKinds.Any,
    };

    /// <summary>What a route takes that names no place: any kind, in a header. A URL ends up in logs and histories.</summary>
    public static CredentialSource[] Default { get; } =
    [
        new(CredentialPlaces.Header, null, CredentialKinds.Any),
        new(CredentialPlaces.Bearer, null, CredentialKinds.Any),
    ];

    /// <summary>What the request carries here; null where it carries nothing.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="query">As on the wire.</param>
    public string? Read(IHeaderDictionary headers, string? query) =>
        Parameter is null ? PresentedKey.Of(headers, query: null, Place) : PresentedKey.FromQuery(query, Parameter);

    /// <summary>Reads a comma-separated list of kinds; null where one is unknown.</summary>
    public static CredentialKinds? ParseKinds(string text, out string? unknown)
    {
        var kinds = CredentialKinds.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Kinds.TryGetValue(name, out var kind))
            {
                unknown = name;
                return null;
            }

            kinds |= kind;
        }

        unknown = null;
        return kinds;
    }
}
