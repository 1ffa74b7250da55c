using System.Security.Cryptography;
using KeySafety.Server.Crypto;
using KeySafety.Server.Keys;

namespace KeySafety.Server.Access;

/// <summary>The bootstrap key in force: the one that the server was started with, or the one that it was changed to since.</summary>
internal sealed class BootstrapKey(KeyStore store, KeyServerOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Current _current = new(options.ApiKey, store.DataKey.Digest(options.ApiKey));

    private sealed record Current(string Value, KeyDigest Digest)
    {
        // A record prints its members; this one holds a secret.
        public override string ToString() => nameof(BootstrapKey);
    }

    public bool Is(in KeyDigest digest) => _current.Digest.Equals(digest);

    /// <summary>Seals the data directory under another key. On return that one is in force, on disk and for requests, and the old one is not.</summary>
    /// <returns>False where a key has the value already.</returns>
    /// <exception cref="StoreUnavailableException">The disk refused; the old one stays in force.</exception>
    public async Task<bool> Change(string value)
    {
        var digest = store.DataKey.Digest(value);
        await _turn.WaitAsync();
        try
        {
            var wrapped = await Task.Run(() => Wrap(value));
            // Once it is on disk the next start takes the new one alone; until then the old one.
            if (!await store.Change(changes => !changes.IsTaken(digest) && changes.ReplaceDataKey(wrapped)))
                return false;

            _current = new Current(value, digest);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // Two times 600,000 rounds: not on the thread of a request.
    private WrappedDataKey Wrap(string value)
    {
        var dataKey = store.WrappedDataKey.Unwrap(_current.Value)
            ?? throw new InvalidOperationException("The data key is not wrapped under the bootstrap key in force.");
        var wrapped = WrappedDataKey.Wrap(dataKey, value);
        CryptographicOperations.ZeroMemory(dataKey);
        return wrapped;
    }
}
