namespace KeySafety.Server.Gateway;

/// <summary>What the gateway reads beside YARP's own schema: keys in the <c>Metadata</c> of a route or a cluster.</summary>
/// <remarks>Each stands here once: what is read, what is refused as unknown, and the README's table come from this list.</remarks>
internal static class GatewayKeys
{
    public const string Prefix = "Torque.";

    public const string Header = "Torque.Header";
    public const string Bearer = "Torque.Bearer";

    /// <summary>Followed by the name of a query parameter.</summary>
    public const string Query = "Torque.Query.";

    public const string Collection = "Torque.Collection";
    public const string Mode = "Torque.Mode";
    public const string TestCluster = "Torque.TestCluster";
    public const string Surface = "Torque.Surface";
    public const string Workspace = "Torque.Workspace";
    public const string UpstreamFile = "Torque.UpstreamCredentialFile";
    public const string UpstreamVariable = "Torque.UpstreamCredentialVariable";
    public const string UpstreamHeader = "Torque.UpstreamHeader";
    public const string UpstreamScheme = "Torque.UpstreamScheme";

    /// <summary>Where the reader puts the action, so that an endpoint is made from its route alone; refused in a file.</summary>
    public const string Action = "Torque.Action";

    /// <param name="Name">As it stands in <c>Metadata</c>.</param>
    /// <param name="OfRoute">Whether a route may have it.</param>
    /// <param name="OfCluster">Whether a cluster may have it; the route's wins.</param>
    /// <param name="Help">One or two sentences.</param>
    internal sealed record Key(string Name, bool OfRoute, bool OfCluster, string Help)
    {
        /// <summary>As documentation writes it.</summary>
        public string Display => Name == Query ? Query + "NAME" : Name;

        public bool IsNamed(string name) =>
            Name == Query
                ? name.Length > Query.Length && name.StartsWith(Query, StringComparison.OrdinalIgnoreCase)
                : name.Equals(Name, StringComparison.OrdinalIgnoreCase);
    }

    public static IReadOnlyList<Key> All { get; } =
    [
        new(Header, true, false, "Kinds of credential that `X-TYPESENSE-API-KEY` may carry: `bootstrap`, `key`, `scoped-key`, `client-token`, `user-token`, `user-key`, comma-separated. `any` is all but `scoped-key`: what a scoped key embeds is for the service to apply, so a route has to name it, and needs a signing key. `user-token@NAME` takes the tokens of that issuer alone."),
        new(Bearer, true, false, "The same for `Authorization: Bearer`. A route that names no place takes `any` in these two headers."),
        new(Query, true, false, "The same for a query parameter, as `Torque.Query.authJWT`. Never read unless named, and never passed on once any route names it. Of users' tokens, one that an issuer names as its `query_parameter` takes that issuer's alone."),
        new(Collection, true, false, "The collection that requests are about: a name, or a parameter of the route's path as `{vault}`. Without it, the parameter `{collection}` where the path has one; else none. Of a path that ends in `multi_search` the body says it."),
        new(Mode, true, true, "`live` (the default), `test` or `any`: the mode of keys that open the route, or every route to the cluster."),
        new(TestCluster, true, false, "The cluster that requests with test keys go to; all others go to `ClusterId`."),
        new(Surface, true, false, "How errors look: `search` `{\"message\"}`, `platform` `{\"error\",\"message\"}` or `users` `{\"detail\"}`. Without it as the path says: `/v1/` platform, `/auth/` users, else search."),
        new(Workspace, true, false, "Whose service it is: the name of a workspace, `default` (as without it), or `*` for credentials of any; the service is told whose by the signed headers, and keeps them apart."),
        new(UpstreamFile, true, true, "A file with the secret that the service behind asks for; read again when it changes."),
        new(UpstreamVariable, true, true, "The environment variable with that secret, in place of a file."),
        new(UpstreamHeader, true, true, "The header that carries the secret (default: `Authorization`)."),
        new(UpstreamScheme, true, true, "What stands in front of it (default: `Bearer` in `Authorization`, nothing in others)."),
    ];
}
