using System.Collections.Frozen;
using KeySafety.Server.Access;

namespace KeySafety.Server.Clients;

/// <summary>Roles: named sets of grants, for service clients. Each client has its role's grants in its own workspace.</summary>
internal sealed class Roles
{
    public const string SectionName = "roles";

    public const string Help = "Roles of service clients beside `owner` (everything in its workspace), `creator` (reads, writes and deletes, and makes private "
        + "clients) and `viewer` (reads): `{\"indexer\": {\"actions\": [\"documents:*\"], \"collections\": [\"products\"]}}`. `collections` is all unless given; "
        + "all but `owner` may be redefined.";

    /// <summary>The role that administers its workspace.</summary>
    public const string Owner = "owner";

    private readonly FrozenDictionary<string, Grants> _roles;

    private Roles(Dictionary<string, Grants> roles) => _roles = roles.ToFrozenDictionary(StringComparer.Ordinal);

    public static Roles Default { get; } = new(Defaults());

    public IEnumerable<string> Names => _roles.Keys.Order(StringComparer.Ordinal);

    public bool Has(string name) => _roles.ContainsKey(name);

    /// <summary>What the role may do in a workspace; nothing where the configuration does not know it any more.</summary>
    public Grants GrantsOf(string name, string? workspace) =>
        _roles.TryGetValue(name, out var grants) ? new Grants([.. grants.Actions], [.. grants.Collections], workspace) : new Grants([], [], workspace);

    /// <summary>Whether the grants are an owner's: every action in every collection of their workspace.</summary>
    public static bool IsOwner(Grants grants) => grants.AllowsAction(AuthorizedRequest.UnknownAction) && grants.AllowsEveryCollection;

    /// <exception cref="StartupException">A role is not as described.</exception>
    public static Roles Read(IConfiguration section)
    {
        var roles = Defaults();
        foreach (var role in section.GetChildren())
        {
            if (role.Key.Equals(Owner, StringComparison.OrdinalIgnoreCase))
                throw new StartupException($"The role `{Owner}` in the configuration cannot be redefined: it is everything in its workspace.");
            foreach (var field in role.GetChildren().Where(field => field.Key is not ("actions" or "collections")))
                throw new StartupException($"The role `{role.Key}` in the configuration has an unknown field `{field.Key}`.");

            var grants = new Grants(Texts(role, "actions"), Texts(role, "collections"));
            if (grants.Actions.Count == 0)
                throw new StartupException($"The role `{role.Key}` in the configuration has no `actions`.");
            roles[role.Key] = grants;
        }

        return new Roles(roles);
    }

    private static Dictionary<string, Grants> Defaults() => new(StringComparer.Ordinal)
    {
        [Owner] = Grants.Everything,
        ["creator"] = new(["*:read", "*:write", "*:delete", "clients:*"], []),
        ["viewer"] = new(["*:read"], []),
    };

    private static string[] Texts(IConfigurationSection role, string name)
    {
        var section = role.GetSection(name);
        var items = section.GetChildren().Select(item => item.Value ?? string.Empty).ToArray();
        return section.Value is { Length: > 0 } || Array.Exists(items, item => item.Length == 0)
            ? throw new StartupException($"`{name}` of the role `{role.Key}` in the configuration must be a list of texts.")
            : items;
    }
}
