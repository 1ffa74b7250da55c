using System.Collections.Frozen;
using KeySafety.Server.Access;

namespace KeySafety.Server.Gateway;

/// <summary>A place where a gateway route reads its credential, and the kinds that it takes from there.</summary>
/// <param name="Place">Exactly one.</param>
/// <param name="Parameter">The query parameter; null for the other places.</param>
/// <param name="Accepts">A kind that is good elsewhere is refused here.</param>
internal readonly record struct CredentialSource(CredentialPlaces Place, string? Parameter, CredentialKinds Accepts)
{
    public const string UserToken = "user-token";
    public const string ScopedKey = "scoped-key";

    private const string Any = "any";
    private const char AtIssuer = '@';

    // A scoped key is worth what it embeds, and only a service that reads that can give it its worth: so it has to be named.
    private const CredentialKinds AllButScoped = CredentialKinds.Any & ~CredentialKinds.ScopedKey;

    private static readonly Dictionary<string, CredentialKinds> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bootstrap"] = CredentialKinds.Bootstrap,
        ["key"] = CredentialKinds.Key,
        [ScopedKey] = CredentialKinds.ScopedKey,
        ["client-token"] = CredentialKinds.ClientToken,
        [UserToken] = CredentialKinds.UserToken,
        ["user-key"] = CredentialKinds.UserKey,
        [Any] = AllButScoped,
    };

    /// <summary>Names of the issuers whose users' tokens it takes; null for all of them.</summary>
    public FrozenSet<string>? Issuers { get; init; }

    /// <summary>What a route takes that names no place: any kind but scoped keys, in a header. A URL ends up in logs and histories.</summary>
    public static CredentialSource[] Default { get; } =
    [
        new(CredentialPlaces.Header, null, AllButScoped),
        new(CredentialPlaces.Bearer, null, AllButScoped),
    ];

    /// <summary>What the request carries here; null where it carries nothing.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="query">As on the wire.</param>
    public string? Read(IHeaderDictionary headers, string? query) =>
        Parameter is null ? PresentedKey.Of(headers, query: null, Place) : PresentedKey.FromQuery(query, Parameter);

    /// <summary>Reads a place of a route.</summary>
    /// <param name="place">Exactly one.</param>
    /// <param name="parameter">The query parameter; null for the other places.</param>
    /// <param name="kinds">Comma-separated: names of kinds, <c>any</c>, <c>user-token@ISSUER</c>.</param>
    /// <param name="unknown">The first that is none; then the result is null.</param>
    public static CredentialSource? Parse(CredentialPlaces place, string? parameter, string kinds, out string? unknown)
    {
        var accepts = CredentialKinds.None;
        var isAnyUser = false;
        List<string> issuers = [];
        foreach (var name in kinds.Split(',', StringSplitOptions.TrimEntries))
        {
            var issuer = IssuerIn(name);
            if (!Kinds.TryGetValue(issuer is null ? name : UserToken, out var kind))
            {
                unknown = name;
                return null;
            }

            accepts |= kind;
            isAnyUser |= IsAnyUserToken(name);
            if (issuer is not null)
                issuers.Add(issuer);
        }

        unknown = null;
        return new CredentialSource(place, parameter, accepts)
        {
            Issuers = isAnyUser || issuers.Count == 0 ? null : issuers.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>The issuer in <c>user-token@ISSUER</c>; null for every other name.</summary>
    public static string? IssuerIn(string name) =>
        name.StartsWith(UserToken + AtIssuer, StringComparison.OrdinalIgnoreCase) && name.Length > UserToken.Length + 1 ? name[(UserToken.Length + 1)..] : null;

    /// <summary>Whether the name takes users' tokens of every issuer.</summary>
    public static bool IsAnyUserToken(string name) => Kinds.TryGetValue(name, out var kinds) && kinds.HasFlag(CredentialKinds.UserToken);

    /// <summary>The names of what else such a name takes.</summary>
    public static IEnumerable<string> WithoutUserToken(string name) => Kinds
        .Where(other => other.Key is not (UserToken or Any or ScopedKey) && Kinds[name].HasFlag(other.Value))
        .Select(other => other.Key);
}
