using System.Security.Cryptography;
using KeySafety.Server.Keys;
using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Tokens;

/// <summary>Makes, rotates and retires the keys that sign access tokens.</summary>
/// <remarks>
/// <para>RSA with 2048 bits, made when the first token is asked for. Every 30 days the next one takes over:</para>
/// <code>
/// day           0          29    30         30 + 1 h      59    60
/// first key     signs ------------| verifies --| goes
/// second key               published | signs ----------------------| …
/// </code>
/// <para>A key stays published until the last token that it signed has expired.</para>
/// </remarks>
internal sealed class SigningKeys : IAsyncDisposable
{
    /// <summary>How long an access token is valid.</summary>
    public const int TokenSeconds = 3600;

    private const int Bits = 2048;
    private const int MarginSeconds = 60;

    private static readonly ulong SignsForSeconds = (ulong)TimeSpan.FromDays(30).TotalSeconds;
    private static readonly ulong PublishedBeforeSeconds = (ulong)TimeSpan.FromDays(1).TotalSeconds;
    private static readonly TimeSpan UpkeepInterval = TimeSpan.FromMinutes(1);

    private readonly KeyStore _store;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _upkeep;
    private volatile SigningCredentials? _current;

    // Made and not stored: while the disk refuses, each request would make another one.
    private SigningKey? _unstored;

    public SigningKeys(KeyStore store, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _upkeep = clock.CreateTimer(_ => _ = Upkeep(), null, UpkeepInterval, UpkeepInterval);
    }

    private SigningKeyTable Table => _store.Tables.SigningKeys;

    /// <summary>What signs now.</summary>
    /// <exception cref="StoreUnavailableException">A key is needed and could not be stored.</exception>
    public async ValueTask<SigningCredentials> Current()
    {
        if (Signing(Table.InOrder()) is not { } key)
        {
            await Renew(isNeeded: true);
            key = Signing(Table.InOrder())!;
        }

        var current = _current;
        if (current?.Kid == key.Id)
            return current;

        return _current = Open(key);
    }

    /// <summary>Makes a key that signs from now on; from the next second, where another one began in this.</summary>
    /// <param name="endTokens">Whether the earlier ones, and with them every token until now, are refused at once.</param>
    public async Task<SigningKey> Rotate(bool endTokens)
    {
        await _turn.WaitAsync();
        try
        {
            // Two that began in one second would have no order.
            var before = endTokens ? null : Signing(Table.InOrder());
            return await Add(Math.Max(Now(), before?.SignsFromUnixSeconds + 1 ?? 0), endTokens);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes keys away whose last token has expired, and makes the next one in time.</summary>
    public async Task Upkeep()
    {
        try
        {
            await _store.RemoveDueTokens();
            if (Table.Count == 0)
                return;

            var over = Over(Table.InOrder(), Now());
            if (over.Count > 0)
                await _store.Change(changes => Remove(changes, over));
            await Renew(isNeeded: false);
        }
        catch (StoreUnavailableException)
        {
            // Logged where it happened; the next tick tries again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _upkeep.DisposeAsync();
        // A key in the making ends first: the store closes after this.
        await _turn.WaitAsync();
        _turn.Dispose();
    }

    private ulong Now() => (ulong)_clock.GetUtcNow().ToUnixTimeSeconds();

    private SigningKey? Signing(IReadOnlyList<SigningKey> keys)
    {
        var now = Now();
        return keys.LastOrDefault(key => key.SealedPrivateKey is not null && key.SignsFromUnixSeconds <= now);
    }

    private async Task Renew(bool isNeeded)
    {
        if (!isNeeded && NextFrom() is null)
            return;

        await _turn.WaitAsync();
        try
        {
            if (NextFrom() is { } from)
                await Add(from, endTokens: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    // From when the next key should sign; null while none is needed yet.
    private ulong? NextFrom()
    {
        var (keys, now) = (Table.InOrder(), Now());
        if (Signing(keys) is null)
            return now;

        var end = keys.Last(key => key.SealedPrivateKey is not null).SignsFromUnixSeconds + SignsForSeconds;
        return end <= now + PublishedBeforeSeconds ? Math.Max(end, now) : null;
    }

    private async Task<SigningKey> Add(ulong from, bool endTokens)
    {
        while (true)
        {
            // A quarter of a second of work, not on the thread of a request.
            var made = _unstored = (_unstored ?? await Task.Run(Make)) with { SignsFromUnixSeconds = from };
            var isNew = await _store.Change(changes => Apply(changes, made, endTokens));
            _unstored = null;
            if (isNew)
                return made;
        }
    }

    private bool Apply(KeyChanges changes, SigningKey made, bool endTokens)
    {
        // Answered as not confirmed, and stored all the same: it is in use, and no new one.
        if (changes.Find(Table, made.Id) is not null)
            return false;

        if (endTokens)
            Remove(changes, [.. Table.InOrder().Select(key => key.Id)]);
        changes.Put(Table, made);
        return true;
    }

    private SigningKey Make()
    {
        using var rsa = RSA.Create(Bits);
        var id = Base64UrlEncoder.Encode(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)).ComputeJwkThumbprint());
        var secret = rsa.ExportPkcs8PrivateKey();
        var made = new SigningKey(id, rsa.ExportSubjectPublicKeyInfo(), _store.DataKey.Seal(secret, id), 0);
        CryptographicOperations.ZeroMemory(secret);
        return made;
    }

    private SigningCredentials Open(SigningKey key)
    {
        var secret = _store.DataKey.Open(key.SealedPrivateKey!, key.Id) ?? throw new DamagedStoreException("A signing key does not open.");
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        return new SigningCredentials(
            new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = key.Id }, SecurityAlgorithms.RsaSha256);
    }

    private bool Remove(KeyChanges changes, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
            changes.Remove(Table, id);
        return true;
    }

    // A later one signs for so long that the last token of this one has expired.
    private static List<string> Over(IReadOnlyList<SigningKey> keys, ulong now) =>
        [.. keys.Where((_, i) => keys.Skip(i + 1).Any(later => later.SealedPrivateKey is not null && later.SignsFromUnixSeconds + TokenSeconds + MarginSeconds < now))
            .Select(key => key.Id)];
}
