using BitFaster.Caching.Lru;
using KeySafety.Detection;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;
using KeySafety.Server.Records;
using KeySafety.Server.Users;

namespace KeySafety.Server.Access;

/// <summary>From a presented key to the principal behind it: the bootstrap key, records of <c>/keys</c>, scoped keys, users' keys.</summary>
/// <remarks>
/// A plain key costs one HMAC and one look-up and allocates nothing. A scoped key is verified once against the parents with
/// its prefix and then remembered, together with the very record of its parent: any change to that record, or its removal,
/// makes what was remembered void. Thread-safe.
/// </remarks>
internal sealed class KeyAuthenticator
{
    // About 400 bytes each, 3 KB at most: whoever holds a parent can make as many as there are numbers.
    private const int MaxRememberedScopedKeys = 20_000;
    private const int MaxRememberedParameters = 1024;

    private readonly KeyStore _store;
    private readonly UnindexedKeys _unindexed;
    private readonly BootstrapKey _bootstrap;
    private readonly UserKeys _userKeys;
    private readonly TimeProvider _clock;
    private readonly ConcurrentLru<KeyDigest, Principal> _scopedKeys = new(MaxRememberedScopedKeys);

    public KeyAuthenticator(KeyStore store, UnindexedKeys unindexed, BootstrapKey bootstrap, UserKeys userKeys, TimeProvider clock)
    {
        _store = store;
        _unindexed = unindexed;
        _clock = clock;
        _bootstrap = bootstrap;
        _userKeys = userKeys;
    }

    /// <summary>Whether a value is taken by the bootstrap key.</summary>
    public bool IsBootstrap(in KeyDigest digest) => _bootstrap.Is(digest);

    /// <summary>The principal of a key; says nothing of expiry, grants and policies.</summary>
    /// <param name="presented">The key as the request carries it.</param>
    /// <param name="limited">
    /// Whether its address failed too often. Then a value that could have been guessed is not even looked at; a generated
    /// key cannot be guessed, and neither can a scoped key that was verified before.
    /// </param>
    public ValueTask<Authentication> Authenticate(string presented, bool limited)
    {
        var digest = _store.DataKey.Digest(presented);
        var generated = KeyFormat.HasShape(presented);
        if (!limited || generated)
        {
            if (_bootstrap.Is(digest))
                return new(new Authentication(Principal.Bootstrap));
            if (_store.Keys.Find(digest) is { } key)
                return new(new Authentication(new Principal(key)));
            if (_userKeys.Find(digest) is { } user)
                return new(user);
        }

        if (_scopedKeys.TryGet(digest, out var remembered) && _store.Keys.IsCurrent(remembered.Key!))
            return new(new Authentication(remembered));

        if ((!limited || generated) && FindRetired(digest) is { } rotated)
            return new(new Authentication(new Principal(rotated)));
        if (limited)
            return new(Authentication.Unknown);

        if (VerifyScoped(presented, out var isOfRetired) is { } scoped)
        {
            // Not in a grace: it ends without a change to the key's record, which alone voids what is remembered.
            if (!isOfRetired && scoped.Embedded!.Json.Length <= MaxRememberedParameters)
                _scopedKeys.AddOrUpdate(digest, scoped);
            return new(new Authentication(scoped));
        }

        if (_userKeys.MayBeUnindexed(presented))
            return new(_userKeys.FindUnindexed(presented, digest));

        return _store.Keys.HasUnindexed && (!generated || KeyFormat.IsValid(presented))
            ? new(FindUnindexed(presented, digest))
            : new(Authentication.Unknown);
    }

    private async Task<Authentication> FindUnindexed(string presented, KeyDigest digest) =>
        await _unindexed.Find(presented, digest) is { } principal ? new Authentication(principal) : Authentication.Unknown;

    private ApiKey? FindRetired(in KeyDigest digest) => Rotated(_store.Tables.RetiredValues.Find(digest));

    // In its grace, and the key is still there.
    private ApiKey? Rotated(RetiredValue? value) =>
        value is not null && (ulong)_clock.GetUtcNow().ToUnixTimeSeconds() <= value.UntilUnixSeconds ? _store.Keys.Find(value.KeyId) : null;

    private ApiKey? SignerOf(ScopedSearchKey scoped) =>
        _store.Keys.ParentsOf(scoped.ParentPrefix)?.FindSigner(scoped.Parameters, scoped.Code, _store.DataKey);

    private Principal? VerifyScoped(string presented, out bool isOfRetired)
    {
        isOfRetired = false;
        if (ScopedSearchKey.Decode(presented) is not { } scoped)
            return null;

        var signer = SignerOf(scoped);
        if (signer is null)
        {
            isOfRetired = true;
            signer = Rotated(_store.Tables.RetiredValues.FindSigner(scoped.ParentPrefix, scoped.Parameters, scoped.Code, _store.DataKey));
        }

        // A change may have made it more than a search key since.
        if (signer is not { IsParent: true } parent
            || scoped.ReadParameters() is not { } parameters
            || parameters.ScopedEpoch != parent.ScopedEpoch
            || parent.RevokedScopedKeys?.Contains(scoped.RevocationDigest) == true)
        {
            return null;
        }

        return new Principal(parent, parameters);
    }
}
