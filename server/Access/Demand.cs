namespace KeySafety.Server.Access;

/// <summary>What a request asks for: the one form in which the server's own routes, <c>/authorize</c> and the gateway ask.</summary>
/// <param name="Action">The action it takes; empty where no route names one, which <c>*</c> alone covers.</param>
/// <param name="Scope">In which collections.</param>
internal readonly record struct Demand(string Action, CollectionScope Scope)
{
    /// <summary>An action that every credential in force may take.</summary>
    public const string InForce = "account:get";

    /// <summary>As <see cref="Workspace"/>: of whichever workspace the credential is, and what answers keeps them apart.</summary>
    public const string EveryWorkspace = "*";

    /// <summary>Kinds of credential that open it.</summary>
    public CredentialKinds Accepts { get; init; } = CredentialKinds.Any;

    /// <summary>Names of the issuers whose users' tokens open it; null for all of them.</summary>
    public IReadOnlySet<string>? Issuers { get; init; }

    /// <summary>Modes of keys that open it; keys without a mode are not asked.</summary>
    public KeyMode Modes { get; init; } = KeyMode.Live;

    /// <summary>The workspace that what it asks for belongs to; null is the default one. See <see cref="EveryWorkspace"/>.</summary>
    public string? Workspace { get; init; }

    /// <summary>What it is called in usage and statistics: from a bounded set, never what a client wrote.</summary>
    public string Route { get; init; } = "other";

    /// <summary>Whether it is a further question about a request that is counted already.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>The same in other collections.</summary>
    public Demand About(in CollectionScope scope) => this with { Scope = scope };

    /// <summary>What a route of the table asks for.</summary>
    public static Demand Of(Route row, CollectionScope scope) =>
        new(row.Action!, scope) { Accepts = row.Accepts, Modes = row.Modes, Route = row.Name, Workspace = row.IsPerWorkspace ? EveryWorkspace : null };
}
