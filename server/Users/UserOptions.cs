using System.Collections.Frozen;
using KeySafety.Server.Access;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server.Users;

/// <summary>The section <c>users</c>: what users may do by their role.</summary>
internal sealed class UserOptions
{
    public const string SectionName = "users";

    public const string Help = "What users may do, by the role in their token: "
        + "`{\"roles\": {\"developer\": {\"actions\": [\"*:read\"], \"collections\": [\"*\"]}}, \"key_roles\": [\"developer\", \"admin\"]}`. "
        + "`workspace` says where, the default one unless given. A role that is not listed may use `/auth` alone; `key_roles` may create an API key (default: developer and admin).";

    // The product's page: "API key creation requires developer or admin".
    private static readonly string[] DefaultKeyRoles = ["developer", "admin"];

    private readonly FrozenDictionary<string, Grants> _roles;
    private readonly FrozenSet<string> _keyRoles;

    private UserOptions(Dictionary<string, Grants> roles, IEnumerable<string> keyRoles)
    {
        _roles = roles.ToFrozenDictionary(StringComparer.Ordinal);
        _keyRoles = keyRoles.ToFrozenSet(StringComparer.Ordinal);
    }

    public static UserOptions Default { get; } = new([], DefaultKeyRoles);

    /// <summary>Roles that may create an API key, for messages.</summary>
    public IEnumerable<string> KeyRoles => _keyRoles.Order(StringComparer.Ordinal);

    /// <summary>What a role may do; nothing where it is not listed.</summary>
    public Grants GrantsOf(string? role) => role is not null && _roles.TryGetValue(role, out var grants) ? grants : Grants.Nothing;

    public bool MayCreateKey(string? role) => role is not null && _keyRoles.Contains(role);

    /// <summary>Whether the role means anything here.</summary>
    public bool Knows(string role) => _roles.ContainsKey(role) || _keyRoles.Contains(role);

    /// <exception cref="StartupException">The section is not as described.</exception>
    public static UserOptions Read(IConfiguration section)
    {
        if (section.GetChildren().FirstOrDefault(field => field.Key is not ("roles" or "key_roles")) is { } unknown)
            throw new StartupException($"The section `{SectionName}` in the configuration has an unknown field `{unknown.Key}`.");

        var roles = new Dictionary<string, Grants>(StringComparer.Ordinal);
        foreach (var role in section.GetSection("roles").GetChildren())
        {
            if (role.GetChildren().FirstOrDefault(field => field.Key is not ("actions" or "collections" or "workspace")) is { } field)
                throw new StartupException($"The role `{role.Key}` in the configuration has an unknown field `{field.Key}`.");

            var grants = new Grants(List(role, "actions"), List(role, "collections"), Workspace(role));
            if (grants.Actions.Count == 0)
                throw new StartupException($"The role `{role.Key}` in the configuration has no `actions`.");
            roles[role.Key] = grants;
        }

        var keyRoles = List(section, "key_roles");
        return new UserOptions(roles, section.GetSection("key_roles").Exists() ? keyRoles : DefaultKeyRoles);
    }

    private static string? Workspace(IConfigurationSection role) => role["workspace"] switch
    {
        null or WorkspaceName.Default => null,
        var name when WorkspaceName.IsValid(name) => name,
        _ => throw new StartupException($"The role `{role.Key}` in the configuration has a `workspace` that is none. {WorkspaceName.Rule}"),
    };

    private static string[] List(IConfiguration section, string name)
    {
        var field = section.GetSection(name);
        string?[] items = [.. field.GetChildren().Select(child => child.Value)];
        return string.IsNullOrEmpty(field.Value) && Array.TrueForAll(items, item => !string.IsNullOrEmpty(item))
            ? [.. items.OfType<string>()]
            : throw new StartupException($"`{name}` of the users' roles in the configuration must be a list of texts.");
    }
}
