using System.Collections.Frozen;

namespace KeySafety.Server.Access;

/// <summary>Every route and the action it takes: what authorisation, <c>/authorize</c> and the documentation read.</summary>
/// <remarks>
/// Rows with a name are answered by this server. The others belong to a search engine behind it: <c>/authorize</c> judges
/// requests to them. Actions as in Typesense 30.2: the fixed parts of the path, a colon, and what the method does.
/// </remarks>
internal static class RouteTable
{
    public static readonly Route Health = new("GET", "/health", null);
    public static readonly Route Debug = new("GET", "/debug", "debug:list");
    public static readonly Route Metrics = new("GET", "/metrics.json", "metrics.json:list");
    public static readonly Route Stats = new("GET", "/stats.json", "stats.json:list");

    public static readonly Route CreateKey = OfWorkspace("POST", "/keys", "keys:create");
    public static readonly Route ListKeys = OfWorkspace("GET", "/keys", "keys:list");
    public static readonly Route GetKey = OfWorkspace("GET", "/keys/{id}", "keys:get");
    public static readonly Route UpdateKey = OfWorkspace("PATCH", "/keys/{id}", "keys:update");
    public static readonly Route DeleteKey = OfWorkspace("DELETE", "/keys/{id}", "keys:delete");

    // Ours. Minting gives out what the parent's holder could sign without us; revoking takes access away, as deleting does.
    public static readonly Route MintScopedKey = OfWorkspace("POST", "/keys/{id}/scoped", "keys:create");
    public static readonly Route RevokeScopedKeys = OfWorkspace("POST", "/keys/{id}/scoped/revoke", "keys:delete");

    // Whoever rotates gets a value with all that the key may do, as on create.
    public static readonly Route RotateKey = OfWorkspace("POST", "/keys/{id}/rotate", "keys:create");
    public static readonly Route RevokeKey = OfWorkspace("POST", "/keys/{id}/revoke", "keys:delete");

    public static readonly Route GetUsage = OfWorkspace("GET", "/keys/{id}/usage", "keys:get");
    public static readonly Route ExplainKey = OfWorkspace("GET", "/keys/{id}/explain", "keys:get");

    public static readonly Route GetAccount = new("GET", "/v1/account", Demand.InForce) { Modes = KeyMode.Both, IsPerWorkspace = true };
    public static readonly Route ListAudit = OfWorkspace("GET", "/audit", "audit:list");

    // Workspaces are the bootstrap key's alone; what is in one is its owners'.
    public static readonly Route CreateWorkspace = new("POST", "/v1/workspaces", "workspaces:create") { Accepts = CredentialKinds.Bootstrap };
    public static readonly Route ListWorkspaces = new("GET", "/v1/workspaces", "workspaces:list") { Accepts = CredentialKinds.Bootstrap };
    public static readonly Route DeleteWorkspace = new("DELETE", "/v1/workspaces/{name}", "workspaces:delete") { Accepts = CredentialKinds.Bootstrap };

    public static readonly Route CreateClient = OfWorkspace("POST", "/v1/clients", "clients:create");
    public static readonly Route ListClients = OfWorkspace("GET", "/v1/clients", "clients:list");
    public static readonly Route GetClient = OfWorkspace("GET", "/v1/clients/{id}", "clients:get");
    public static readonly Route UpdateClient = OfWorkspace("PATCH", "/v1/clients/{id}", "clients:update");
    public static readonly Route DeleteClient = OfWorkspace("DELETE", "/v1/clients/{id}", "clients:delete");
    public static readonly Route RotateClientSecret = OfWorkspace("POST", "/v1/clients/{id}/rotate-secret", "clients:create");
    public static readonly Route RevokeClient = OfWorkspace("POST", "/v1/clients/{id}/revoke", "clients:delete");
    public static readonly Route GetClientUsage = OfWorkspace("GET", "/v1/clients/{id}/usage", "clients:get");

    // The client's id and secret are in the request itself.
    public static readonly Route IssueToken = new("POST", "/v1/auth/token", null);
    public static readonly Route RevokeToken = new("POST", "/v1/auth/revoke", null);
    public static readonly Route RotateSigningKey = new("POST", "/v1/auth/signing-keys/rotate", "signing-keys:create") { Accepts = CredentialKinds.Bootstrap };
    public static readonly Route GetJwks = new("GET", "/.well-known/jwks.json", null);
    public static readonly Route GetServerMetadata = new("GET", "/.well-known/oauth-authorization-server", null);

    // Users: what is their own, whatever their role.
    public static readonly Route SyncUser = OfUsers("POST", "/auth/sync-user", CredentialKinds.UserToken);
    public static readonly Route GetMe = OfUsers("GET", "/auth/me");
    public static readonly Route MarkWelcomeSeen = OfUsers("POST", "/auth/mark-welcome-seen");
    public static readonly Route CreateUserKey = OfUsers("POST", "/auth/api-keys");
    public static readonly Route ListUserKeys = OfUsers("GET", "/auth/api-keys");
    public static readonly Route RevokeUserKey = OfUsers("DELETE", "/auth/api-keys/{id}");
    public static readonly Route GetUserKeyUsage = OfUsers("GET", "/auth/api-keys/{id}/usage");

    public static readonly Route ListUsers = new("GET", "/users", "users:list");
    public static readonly Route UpdateUser = new("PATCH", "/users/{id}", "users:update");
    public static readonly Route DeleteUser = new("DELETE", "/users/{id}", "users:delete");

    public static readonly Route Snapshot = new("POST", "/operations/snapshot", "operations/snapshot:create");

    public static readonly Route ChangeBootstrapKey = new("POST", "/operations/bootstrap-key", "operations/bootstrap-key:create") { Accepts = CredentialKinds.Bootstrap };

    /// <summary>All rows, in the order of the documentation.</summary>
    public static IReadOnlyList<Route> Rows { get; } =
    [
        Health, Debug, Metrics, Stats,
        CreateKey, ListKeys, GetKey, UpdateKey, DeleteKey, MintScopedKey, RevokeScopedKeys, RotateKey, RevokeKey, GetUsage, ExplainKey, GetAccount,
        ListAudit,
        CreateWorkspace, ListWorkspaces, DeleteWorkspace,
        CreateClient, ListClients, GetClient, UpdateClient, DeleteClient, RotateClientSecret, RevokeClient, GetClientUsage,
        IssueToken, RevokeToken, RotateSigningKey, GetJwks, GetServerMetadata,
        SyncUser, GetMe, MarkWelcomeSeen, CreateUserKey, ListUserKeys, RevokeUserKey, GetUserKeyUsage, ListUsers, UpdateUser, DeleteUser,
        Snapshot, ChangeBootstrapKey,

        // Seed of this product: what read, write and delete grant. A vault is a collection: a key may be limited to some.
        new("GET", "/v1/vaults", "vaults:read"),
        new("POST", "/v1/vaults", "vaults:write"),
        new("GET", "/v1/vaults/{collection}", "vaults:read", CollectionSource.Path),
        new("PUT", "/v1/vaults/{collection}", "vaults:write", CollectionSource.Path),
        new("PATCH", "/v1/vaults/{collection}", "vaults:write", CollectionSource.Path),
        new("DELETE", "/v1/vaults/{collection}", "vaults:delete", CollectionSource.Path),
        .. VaultParts("documents"),
        .. VaultParts("recipients"),
        .. VaultParts("policies"),
        new("GET", "/v1/check-ins", "check-ins:read"),
        new("POST", "/v1/check-ins", "check-ins:write"),

        new("GET", "/status", "status:list"),
        new("POST", "/operations/vote", "operations/vote:create"),
        new("POST", "/operations/cache/clear", "operations/cache/clear:create"),
        new("POST", "/operations/db/compact", "operations/db/compact:create"),
        new("POST", "/operations/reset_peers", "operations/reset_peers:create"),
        new("GET", "/operations/schema_changes", "operations/schema_changes:list"),
        new("POST", "/config", "config:create"),
        new("POST", "/proxy", "proxy:create"),
        new("POST", "/proxy_sse", "proxy_sse:create"),

        new("GET", "/collections/{collection}/documents/search", "documents:search", CollectionSource.Path),
        new("POST", "/multi_search", "documents:search", CollectionSource.Searches),
        new("POST", "/collections/{collection}/documents", "documents:create", CollectionSource.Path),
        new("PATCH", "/collections/{collection}/documents", "documents:update", CollectionSource.Path),
        new("DELETE", "/collections/{collection}/documents", "documents:delete", CollectionSource.Path),
        new("POST", "/collections/{collection}/documents/import", "documents:import", CollectionSource.Path),
        new("GET", "/collections/{collection}/documents/export", "documents:export", CollectionSource.Path),
        new("GET", "/collections/{collection}/documents/{id}", "documents:get", CollectionSource.Path),
        new("PATCH", "/collections/{collection}/documents/{id}", "documents:update", CollectionSource.Path),
        new("DELETE", "/collections/{collection}/documents/{id}", "documents:delete", CollectionSource.Path),

        new("POST", "/collections", "collections:create", CollectionSource.BodyName),
        new("GET", "/collections", "collections:list"),
        new("GET", "/collections/{collection}", "collections:get", CollectionSource.Path),
        new("PATCH", "/collections/{collection}", "collections:update", CollectionSource.Path),
        new("DELETE", "/collections/{collection}", "collections:delete", CollectionSource.Path),

        .. Entries("/aliases", "aliases"),
        .. Entries("/presets", "presets"),
        .. Entries("/stopwords", "stopwords"),
        .. Entries("/synonym_sets", "synonym_sets"),
        .. Items("/synonym_sets/{name}/items", "synonym_sets/items"),
        .. Entries("/curation_sets", "curation_sets"),
        .. Items("/curation_sets/{name}/items", "curation_sets/items"),

        // Version 29 and before.
        .. Items("/collections/{collection}/synonyms", "synonyms", CollectionSource.Path),
        .. Items("/collections/{collection}/overrides", "overrides", CollectionSource.Path),

        .. Resources("/analytics/rules", "analytics/rules"),
        new("POST", "/analytics/events", "analytics/events:create"),
        new("GET", "/analytics/events", "analytics/events:list"),
        new("POST", "/analytics/aggregate_events", "analytics/aggregate_events:create"),
        new("POST", "/analytics/flush", "analytics/flush:create"),
        new("GET", "/analytics/status", "analytics/status:list"),

        new("POST", "/stemming/dictionaries/import", "stemming/dictionaries/import:create"),
        new("GET", "/stemming/dictionaries", "stemming/dictionaries:list"),
        new("GET", "/stemming/dictionaries/{id}", "stemming/dictionaries:get"),
        new("DELETE", "/stemming/dictionaries/{id}", "stemming/dictionaries:delete"),

        .. Resources("/conversations/models", "conversations/models"),
        .. Resources("/personalization/models", "personalization/models"),
        .. Resources("/nl_search_models", "nl_search_models"),

        .. Resources("/limits", "limits"),
        new("GET", "/limits/active", "limits/active:list"),
        new("DELETE", "/limits/active/{id}", "limits/active:delete"),
        new("GET", "/limits/exceeds", "limits/exceeds:list"),
        new("DELETE", "/limits/exceeds/{id}", "limits/exceeds:delete"),
    ];

    // A literal is a better match than a parameter: `documents/search` is not the document `search`.
    private static readonly FrozenDictionary<(string Method, int Segments), Route[]> ByShape = Rows
        .GroupBy(row => (row.Method, row.SegmentCount))
        .ToFrozenDictionary(group => group.Key, group => group.OrderBy(row => row.ParameterCount).ToArray());

    private static readonly FrozenSet<string> Actions = Rows.Select(row => row.Action).OfType<string>().ToFrozenSet();

    /// <summary>Whether any route asks for the action.</summary>
    public static bool IsAction(string action) => Actions.Contains(action);

    /// <summary>The row for a request, or null.</summary>
    /// <param name="method">As on the wire.</param>
    /// <param name="path">Without the query, percent-encoded as on the wire.</param>
    /// <param name="collection">The collection in the path, decoded; null where the path names none.</param>
    public static Route? Match(string method, ReadOnlySpan<char> path, out string? collection)
    {
        collection = null;
        if (!ByShape.TryGetValue((method, path.Count('/')), out var rows))
            return null;

        foreach (var row in rows)
        {
            if (row.TryMatch(path, out collection))
                return row;
        }

        return null;
    }

    private static Route OfUsers(string method, string path, CredentialKinds accepts = CredentialKinds.UserToken | CredentialKinds.UserKey) =>
        new(method, path, Demand.InForce) { Accepts = accepts, Places = CredentialPlaces.Bearer, IsPerWorkspace = true };

    /// <summary>What belongs to a vault.</summary>
    private static IEnumerable<Route> VaultParts(string name) =>
    [
        new("GET", $"/v1/vaults/{{collection}}/{name}", $"vaults/{name}:read", CollectionSource.Path),
        new("POST", $"/v1/vaults/{{collection}}/{name}", $"vaults/{name}:write", CollectionSource.Path),
        new("DELETE", $"/v1/vaults/{{collection}}/{name}/{{id}}", $"vaults/{name}:delete", CollectionSource.Path),
    ];

    /// <summary>What every workspace has of its own.</summary>
    private static Route OfWorkspace(string method, string path, string action) => new(method, path, action) { IsPerWorkspace = true };

    /// <summary>Named things that are written with PUT.</summary>
    private static IEnumerable<Route> Entries(string path, string resource) =>
    [
        new("GET", path, $"{resource}:list"),
        new("GET", path + "/{name}", $"{resource}:get"),
        new("PUT", path + "/{name}", $"{resource}:upsert"),
        new("DELETE", path + "/{name}", $"{resource}:delete"),
    ];

    /// <summary>Things below a parameter; reading all of them is <c>get</c> too.</summary>
    private static IEnumerable<Route> Items(string path, string resource, CollectionSource collection = CollectionSource.None) =>
    [
        new("GET", path, $"{resource}:get", collection),
        new("GET", path + "/{id}", $"{resource}:get", collection),
        new("PUT", path + "/{id}", $"{resource}:upsert", collection),
        new("DELETE", path + "/{id}", $"{resource}:delete", collection),
    ];

    /// <summary>Things that POST creates and PUT replaces.</summary>
    private static IEnumerable<Route> Resources(string path, string resource) =>
    [
        new("GET", path, $"{resource}:list"),
        new("POST", path, $"{resource}:create"),
        new("GET", path + "/{id}", $"{resource}:get"),
        new("PUT", path + "/{id}", $"{resource}:upsert"),
        new("DELETE", path + "/{id}", $"{resource}:delete"),
    ];
}
