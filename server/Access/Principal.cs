using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>Who asks: the one form that every kind of credential takes once it is verified.</summary>
/// <param name="Credential">What it rests on; null for nobody.</param>
/// <param name="Embedded">What a scoped key binds it to; null for all others.</param>
internal readonly record struct Principal(Credential? Credential, EmbeddedParameters? Embedded = null)
{
    /// <summary>The holder of the bootstrap key.</summary>
    public static Principal Bootstrap => new(BootstrapCredential.Instance);

    /// <summary>The key it rests on; null for all other kinds.</summary>
    public ApiKey? Key => Credential as ApiKey;

    public CredentialKinds Kind => Embedded is not null ? CredentialKinds.ScopedKey : Credential?.Kind ?? CredentialKinds.None;

    public Grants Grants => Credential?.Grants ?? Grants.Nothing;

    public Policies? Policies => Credential?.Policies;

    /// <summary>The workspace whose things it may reach; null is the default one.</summary>
    public string? Workspace => Grants.Workspace;

    /// <summary>Whether it may reach what belongs to the workspace; the bootstrap key may reach all.</summary>
    public bool MayEnter(string? workspace) =>
        workspace == Workspace || workspace == Demand.EveryWorkspace || Kind == CredentialKinds.Bootstrap;

    /// <summary>Whether the other is the same credential, bound to the same parameters.</summary>
    public bool IsSame(in Principal other) => ReferenceEquals(Credential, other.Credential) && Embedded?.Json == other.Embedded?.Json;

    /// <summary>Whether it may take the action; a scoped key may search and nothing else.</summary>
    public bool MayDo(string action) => (Embedded is null || action == Grants.Search) && Grants.AllowsAction(action);

    /// <summary>Whether it may reach all of these collections; a scoped key that embeds one may reach that one, if its parent may.</summary>
    public bool MayReach(in CollectionScope scope)
    {
        if (!Grants.AllowsCollection(scope))
            return false;
        if (Embedded?.Collection is not { } only)
            return true;

        foreach (var name in scope.Names)
        {
            if (name != only)
                return false;
        }

        return !scope.IsUnknown;
    }

    public bool IsExpired(DateTimeOffset now) =>
        Credential is { } credential
        && (credential.IsExpired(now) || (ulong)now.ToUnixTimeSeconds() > (Embedded?.ExpiresAtUnixSeconds ?? ulong.MaxValue));
}
