using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>Who asks: the one form that every kind of credential takes once it is verified.</summary>
/// <param name="Key">The key it rests on; null for the bootstrap key, which is no record.</param>
/// <param name="Embedded">What a scoped key binds it to; null for all others.</param>
internal readonly record struct Principal(ApiKey? Key, EmbeddedParameters? Embedded = null)
{
    /// <summary>The holder of the bootstrap key.</summary>
    public static Principal Bootstrap => new(null);

    public Grants Grants => Key?.Grants ?? Grants.Everything;

    /// <summary>Whether the other is the same credential, bound to the same parameters.</summary>
    public bool IsSame(in Principal other) => ReferenceEquals(Key, other.Key) && Embedded?.Json == other.Embedded?.Json;

    /// <summary>Whether it may take the action; a scoped key may search and nothing else.</summary>
    public bool MayDo(string action) => (Embedded is null || action == Grants.Search) && Grants.AllowsAction(action);

    public bool IsExpired(DateTimeOffset now) =>
        Key is { } key && (key.IsExpired(now) || (ulong)now.ToUnixTimeSeconds() > (Embedded?.ExpiresAtUnixSeconds ?? ulong.MaxValue));
}
