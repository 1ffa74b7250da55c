using BitFaster.Caching.Lru;
using KeySafety.Detection;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>From a presented key to the principal behind it.</summary>
/// <remarks>
/// A plain key costs one HMAC and one look-up and allocates nothing. A scoped key is verified once against the parents with
/// its prefix and then remembered, together with the very record of its parent: any change to that record, or its removal,
/// makes what was remembered void. Thread-safe.
/// </remarks>
internal sealed class Authenticator
{
    // About 400 bytes each, 3 KB at most: whoever holds a parent can make as many as there are numbers.
    private const int MaxRememberedScopedKeys = 20_000;
    private const int MaxRememberedParameters = 1024;

    private readonly KeyStore _store;
    private readonly UnindexedKeys _unindexed;
    private readonly KeyDigest _bootstrap;
    private readonly ConcurrentLru<KeyDigest, Principal> _scopedKeys = new(MaxRememberedScopedKeys);

    public Authenticator(KeyStore store, UnindexedKeys unindexed, KeyServerOptions options)
    {
        _store = store;
        _unindexed = unindexed;
        _bootstrap = store.DataKey.Digest(options.ApiKey);
    }

    /// <summary>Whether a value is taken by the bootstrap key.</summary>
    public bool IsBootstrap(in KeyDigest digest) => _bootstrap.Equals(digest);

    /// <summary>The principal of a key, or null where there is none; says nothing of expiry and grants.</summary>
    /// <param name="presented">The key as the request carries it.</param>
    /// <param name="limited">
    /// Whether its address failed too often. Then a value that could have been guessed is not even looked at; a generated
    /// key cannot be guessed, and neither can a scoped key that was verified before.
    /// </param>
    public ValueTask<Principal?> Authenticate(string presented, bool limited)
    {
        var digest = _store.DataKey.Digest(presented);
        var generated = KeyFormat.HasShape(presented);
        if (!limited || generated)
        {
            if (_bootstrap.Equals(digest))
                return new(Principal.Bootstrap);
            if (_store.Keys.Find(digest) is { } key)
                return new(new Principal(key));
        }

        if (_scopedKeys.TryGet(digest, out var remembered) && _store.Keys.IsCurrent(remembered.Key!))
            return new(remembered);

        if (limited)
            return new((Principal?)null);

        if (VerifyScoped(presented) is { } scoped)
        {
            if (scoped.Embedded!.Json.Length <= MaxRememberedParameters)
                _scopedKeys.AddOrUpdate(digest, scoped);
            return new(scoped);
        }

        return _store.Keys.HasUnindexed && (!generated || KeyFormat.IsValid(presented))
            ? new(_unindexed.Find(presented, digest))
            : new((Principal?)null);
    }

    private Principal? VerifyScoped(string presented)
    {
        if (ScopedSearchKey.Decode(presented) is not { } scoped
            || _store.Keys.ParentsOf(scoped.ParentPrefix)?.FindSigner(scoped.Parameters, scoped.Code, _store.DataKey) is not { } parent
            || scoped.ReadParameters() is not { } parameters
            || parameters.ScopedEpoch != parent.ScopedEpoch
            || parent.RevokedScopedKeys?.Contains(scoped.RevocationDigest) == true)
        {
            return null;
        }

        return new Principal(parent, parameters);
    }
}
