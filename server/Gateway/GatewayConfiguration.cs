using System.IO.Hashing;
using Yarp.ReverseProxy.Configuration;

namespace KeySafety.Server.Gateway;

/// <summary>The gateway's configuration while the server runs: reads its file again when that changes, and keeps what it has when the new one is wrong.</summary>
/// <remarks>
/// The file is looked at every second rather than watched: notifications do not arrive from every file system, nor for a link that is
/// pointed elsewhere, which is how orchestrators replace such files.
/// </remarks>
internal sealed partial class GatewayConfiguration : IProxyConfigProvider, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string? _file;
    private readonly UpstreamCredentials _credentials;
    private readonly ILogger<GatewayConfiguration> _logger;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private GatewaySnapshot _current;
    private ulong? _seen;

    public GatewayConfiguration(KeyServerOptions options, UpstreamCredentials credentials, TimeProvider clock, ILogger<GatewayConfiguration> logger)
    {
        _file = options.Gateway.File;
        _credentials = credentials;
        _logger = logger;
        _current = Accepted(options.Gateway.Routes);
        if (_file is null || !options.Gateway.IsConfigured)
            return;

        _seen = Fingerprint(_file);
        _timer = clock.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public GatewaySnapshot Current => Volatile.Read(ref _current);

    public IProxyConfig GetConfig() => Current;

    public void Dispose() => _timer?.Dispose();

    /// <summary>Reads the file again if its content changed.</summary>
    public void Look()
    {
        // The timer does not wait for the last look to end.
        if (!_gate.TryEnter())
            return;

        try
        {
            var fingerprint = Fingerprint(_file!);
            if (fingerprint is null || fingerprint == _seen)
                return;

            _seen = fingerprint;
            Reload(_file!);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Reload(string file)
    {
        try
        {
            var next = Accepted(GatewaySchema.Read(ConfigurationFile.ReadSections(file)));
            var previous = Interlocked.Exchange(ref _current, next);
            previous.Replace();
            LogReloaded(next.Routes.Count, next.Clusters.Count);
        }
        catch (Exception problem) when (problem is StartupException or IOException or UnauthorizedAccessException)
        {
            LogRefused(problem.Message);
        }
        catch (Exception error)
        {
            // On a timer's thread it would end the server, which has a configuration that works.
            LogRefused(error.GetType().Name);
        }
    }

    private GatewaySnapshot Accepted(GatewaySnapshot snapshot)
    {
        foreach (var (config, credential) in snapshot.Credentials)
            _credentials.Add(config, credential);
        return snapshot;
    }

    // Null where there is nothing to read, as while it is being replaced.
    private static ulong? Fingerprint(string file)
    {
        try
        {
            return XxHash3.HashToUInt64(File.ReadAllBytes(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "The gateway's configuration was read again: {Routes} routes, {Clusters} clusters")]
    private partial void LogReloaded(int routes, int clusters);

    [LoggerMessage(LogLevel.Error, "The gateway goes on with the configuration it has; the changed file is refused: {Problem}")]
    private partial void LogRefused(string problem);
}
