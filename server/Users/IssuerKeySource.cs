using Microsoft.IdentityModel.Tokens;

namespace KeySafety.Server.Users;

/// <summary>Where the keys of one issuer come from, and those it has now.</summary>
/// <remarks>
/// A token whose key is known never waits. One with an unknown <c>kid</c> has the keys fetched anew, once in
/// <see cref="IssuerOptions.RefreshSeconds"/> whatever strangers send, and all that come meanwhile wait for that one fetch. Besides, the keys
/// are fetched every ten minutes, so that one that the issuer dropped ends here too. While the issuer cannot be reached, or publishes
/// what is no key set, the keys that are known stay in force. Thread-safe.
/// </remarks>
internal sealed partial class IssuerKeySource : IAsyncDisposable
{
    /// <summary>How often the keys are fetched although every key is known.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const int FirstRetrySeconds = 5;

    private readonly IssuerOptions _options;
    private readonly JwksReader _reader;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TokenValidationParameters _rules;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private volatile IssuerKeySet _keys = IssuerKeySet.Empty;
    private volatile bool _isLoaded;
    private Task? _refresh;
    private long _refreshedAt;

    public IssuerKeySource(IssuerOptions options, TokenValidationParameters rules, JwksReader reader, TimeProvider clock, ILogger logger)
    {
        (_options, _rules, _reader, _clock, _logger) = (options, rules, reader, clock, logger);
        // At once, so that the first token finds its key; a start does not wait for it.
        Refresh(isForced: true);
        _timer = clock.CreateTimer(_ => Refresh(isForced: true), null, Interval, Interval);
    }

    public IssuerKeySet Keys => _keys;

    /// <summary>The key of a name, or null where the issuer has none.</summary>
    /// <exception cref="IssuerUnavailableException">No keys were ever to be had.</exception>
    public ValueTask<IssuerKey?> Find(string? id) => _keys.Find(id) is { } key ? new(key) : new(FindAnew(id));

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stopped.CancelAsync();
        if (Running() is { } refresh)
            await refresh;
        _stopped.Dispose();
    }

    // While there are no keys at all, every token waits for them.
    private int Wait => _isLoaded ? _options.RefreshSeconds : Math.Min(_options.RefreshSeconds, FirstRetrySeconds);

    private async Task<IssuerKey?> FindAnew(string? id)
    {
        await Refresh(isForced: false);
        return _keys.Find(id) ?? (_isLoaded ? null : throw new IssuerUnavailableException("The keys of the token's issuer cannot be read at the moment."));
    }

    /// <summary>Fetches the keys, if it is time; completes when the fetch that runs is over.</summary>
    private Task Refresh(bool isForced)
    {
        lock (_gate)
        {
            if (_refresh is { IsCompleted: false })
                return _refresh;
            if (!isForced && _clock.GetElapsedTime(_refreshedAt) < TimeSpan.FromSeconds(Wait))
                return Task.CompletedTask;

            _refreshedAt = _clock.GetTimestamp();
            return _refresh = Task.Run(Fetch);
        }
    }

    private Task? Running()
    {
        lock (_gate)
            return _refresh;
    }

    private async Task Fetch()
    {
        var (json, problem) = await _reader.Read(_options, _stopped.Token);
        if (_stopped.IsCancellationRequested)
            return;

        if (json is not null && IssuerKeySet.Read(json, _rules, _keys, out problem) is { } keys)
        {
            if (!_isLoaded || keys.Count != _keys.Count)
                LogLoaded(_options.Name, keys.Count);
            (_keys, _isLoaded) = (keys, true);
            return;
        }

        LogStale(_options.Name, problem!, _keys.Count);
    }

    [LoggerMessage(LogLevel.Information, "The issuer {Name} has {Count} keys that can sign tokens with RS256")]
    private partial void LogLoaded(string name, int count);

    [LoggerMessage(LogLevel.Warning, "The keys of the issuer {Name} could not be read: {Problem}; the {Count} known ones stay in force")]
    private partial void LogStale(string name, string problem, int count);
}
