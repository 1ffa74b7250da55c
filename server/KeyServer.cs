using System.Net;
using System.Net.Sockets;
using System.Runtime;
using KeySafety.Server.Access;
using KeySafety.Server.Account;
using KeySafety.Server.Audit;
using KeySafety.Server.Clients;
using KeySafety.Server.Crypto;
using KeySafety.Server.Gateway;
using KeySafety.Server.Health;
using KeySafety.Server.Keys;
using KeySafety.Server.Operations;
using KeySafety.Server.Tokens;
using KeySafety.Server.Usage;
using KeySafety.Server.Users;
using KeySafety.Server.Workspaces;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;

namespace KeySafety.Server;

/// <summary>The server as one object: opens the data directory, listens, and stops in order.</summary>
internal sealed partial class KeyServer : IAsyncDisposable
{
    // Compacting costs half a second a gigabyte; below this many keys there is nothing to gain.
    private const int CompactAfterKeys = 50_000;
    private const int ShownIds = 1_000;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1.5);

    private readonly WebApplication _app;
    private readonly IPEndPoint _endpoint;

    private KeyServer(WebApplication app, IPEndPoint endpoint)
    {
        _app = app;
        _endpoint = endpoint;
    }

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Address => new($"http://{_endpoint}");

    public KeyStore Store => _app.Services.GetRequiredService<KeyStore>();

    /// <summary>What decides about every request.</summary>
    public AccessControl Access => _app.Services.GetRequiredService<AccessControl>();

    /// <summary>What writes usage, for tests that do not wait for its second.</summary>
    public UsageWriter Usage => _app.Services.GetRequiredService<UsageWriter>();

    /// <summary>What judges credentials, for tests that present more of them than HTTP carries in reasonable time.</summary>
    public Authenticator Authenticator => _app.Services.GetRequiredService<Authenticator>();

    /// <summary>Starts: takes the port, then the data directory, then answers.</summary>
    /// <exception cref="StartupException">Either is not to be had. Nothing was created.</exception>
    public static async Task<KeyServer> Start(KeyServerOptions options, TimeProvider clock)
    {
        // The port first: a server that cannot listen must not have made a data directory.
        var socket = Bind(options);
        try
        {
            var store = OpenedStore.Open(options);
            var server = Build(options, store, clock, socket);
            await server._app.Services.GetRequiredService<NoAuth>().Prepare();
            await server._app.StartAsync();
            server.LogStart(options);
            return server;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Completes when the process is told to stop and everything is on disk.</summary>
    public Task WaitForShutdown() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static KeyServer Build(KeyServerOptions options, OpenedStore opened, TimeProvider clock, Socket socket)
    {
        var endpoint = (IPEndPoint)socket.LocalEndPoint!;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        AddLogging(builder.Logging, options.LogLevel);
        builder.Services
            .AddRoutingCore()
            .AddSingleton(options)
            .AddSingleton(opened)
            .AddSingleton(clock)
            .AddSingleton(new KeyHash(options.BcryptCost))
            .AddSingleton<AuditTrail>()
            .AddSingleton<KeyStore>()
            .AddSingleton<UnindexedKeys>()
            .AddSingleton<BootstrapKey>()
            .AddSingleton<UserKeys>()
            .AddSingleton<KeyAuthenticator>()
            .AddSingleton<TokenIssuers>()
            .AddSingleton<TokenParameters>()
            .AddSingleton<ITokenAuthenticator, UserTokenAuthenticator>()
            .AddSingleton<NoAuth>()
            .AddSingleton<Authenticator>()
            .AddSingleton<FailureLimit>()
            .AddSingleton<ClientAddress>()
            .AddSingleton<Activities>()
            .AddSingleton<UsageWriter>()
            .AddSingleton(new Issuer(options.PublicUrl ?? $"http://{endpoint}"))
            .AddSingleton<SigningKeys>()
            .AddSingleton<ClientAuthority>()
            .AddSingleton<ClientAuthentication>()
            .AddSingleton<ClientTokenAuthenticator>()
            .AddSingleton<ITokenAuthenticator>(services => services.GetRequiredService<ClientTokenAuthenticator>())
            .AddSingleton<AccessControl>()
            .AddSingleton<Cors>()
            .AddSingleton<RequestRates>()
            .AddGateway(options);

        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<RequestPipeline>();
        MapRoutes(app);
        app.MapGateway(options);
        // Made now, so that the first request pays for nothing.
        app.Services.GetRequiredService<AccessControl>();
        app.Services.GetRequiredService<UsageWriter>();
        app.Services.GetRequiredService<SigningKeys>();
        if (opened.Keys.Count > CompactAfterKeys)
            Compact();
        return new KeyServer(app, endpoint);
    }

    private static void MapRoutes(WebApplication app)
    {
        GetHealth.Map(app);
        GetDebug.Map(app);
        GetMetrics.Map(app);
        GetStats.Map(app);
        CreateKey.Map(app);
        ListKeys.Map(app);
        GetKey.Map(app);
        UpdateKey.Map(app);
        DeleteKey.Map(app);
        MintScopedKey.Map(app);
        RevokeScopedKeys.Map(app);
        RotateKey.Map(app);
        RevokeKey.Map(app);
        GetUsage.Map(app);
        ExplainKey.Map(app);
        GetAccount.Map(app);
        ListAudit.Map(app);
        SyncUser.Map(app);
        GetMe.Map(app);
        MarkWelcomeSeen.Map(app);
        CreateUserKey.Map(app);
        ListUserKeys.Map(app);
        RevokeUserKey.Map(app);
        GetUserKeyUsage.Map(app);
        ListUsers.Map(app);
        UpdateUser.Map(app);
        DeleteUser.Map(app);
        TakeSnapshot.Map(app);
        ChangeBootstrapKey.Map(app);
        CreateWorkspace.Map(app);
        ListWorkspaces.Map(app);
        DeleteWorkspace.Map(app);
        CreateClient.Map(app);
        ListClients.Map(app);
        GetClient.Map(app);
        UpdateClient.Map(app);
        DeleteClient.Map(app);
        RotateClientSecret.Map(app);
        RevokeClient.Map(app);
        GetClientUsage.Map(app);
        IssueToken.Map(app);
        RevokeToken.Map(app);
        RotateSigningKey.Map(app);
        GetJwks.Map(app);
        GetServerMetadata.Map(app);
        Authorize.Map(app);
    }

    private static void AddLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        // Below warning the framework logs whole URLs, and a URL may carry a key.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
        // Has nothing to say that the pipeline does not say itself; and while it may, the host makes a trace activity and a log scope
        // for every request, and the gateway's client another one for every request that it sends.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Yarp", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddFilter("System", level > LogLevel.Warning ? level : LogLevel.Warning);
        logging.AddConsole(console => console.FormatterName = LogLine.FormatterName).AddConsoleFormatter<LogLine, ConsoleFormatterOptions>();
    }

    private static Socket Bind(KeyServerOptions options)
    {
        var endpoint = new IPEndPoint(options.ApiAddress, options.ApiPort);
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException error)
        {
            throw new StartupException($"Cannot listen on {endpoint}: {error.Message}. Choose another --api-address or --api-port.");
        }
    }

    // Reading leaves as much garbage as keys; without this the process stays at twice its size until it next has reason.
    private static void Compact()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void LogStart(KeyServerOptions options)
    {
        var logger = _app.Services.GetRequiredService<ILogger<KeyServer>>();
        LogListening(logger, Address, Store.FullPath, Store.Keys.Count);
        if (options.IsApiKeyShort)
            LogShortKey(logger, KeyServerOptions.SafeApiKeyLength);
        if (options.NoAuth)
            LogNoAuth(logger, Address);
        if (options.ApiKeyOnCommandLine)
            LogKeyInProcessList(logger);
        if (!Store.Keys.HasUnindexed)
            return;

        var waiting = Store.Keys.Unindexed.OrderBy(key => key.Id).ToList();
        LogUnindexed(logger, waiting.Count, Ids(waiting));
        LogUnindexedParents(logger, Ids(waiting.Where(key => key.SealedValue is not null)));
    }

    private static string Ids(IEnumerable<ApiKey> keys)
    {
        var ids = keys.Select(key => key.Id).ToList();
        return ids.Count == 0 ? "none"
            : string.Join(", ", ids.Take(ShownIds)) + (ids.Count > ShownIds ? $" and {ids.Count - ShownIds} more (`unindexed` in GET /keys)" : string.Empty);
    }

    [LoggerMessage(LogLevel.Information, "torque-server listens on {Address}, data directory {DataDir}, {Count} keys")]
    private static partial void LogListening(ILogger logger, Uri address, string dataDir, int count);

    [LoggerMessage(LogLevel.Warning, "The bootstrap key has fewer than {Length} characters and can be guessed; this is accepted on loopback only")]
    private static partial void LogShortKey(ILogger logger, int length);

    [LoggerMessage(LogLevel.Warning, "NO AUTHENTICATION: --no-auth is on. Whoever reaches {Address} may do everything without a credential, as the test user. For local development only")]
    private static partial void LogNoAuth(ILogger logger, Uri address);

    [LoggerMessage(LogLevel.Warning, "The bootstrap key was given on the command line, where every user of this machine can read it; prefer --api-key-file or TORQUE_API_KEY")]
    private static partial void LogKeyInProcessList(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "{Count} keys of a lost bootstrap key are recognised by their hash when they are first used: {Ids}")]
    private static partial void LogUnindexed(ILogger logger, int count, string ids);

    [LoggerMessage(LogLevel.Warning, "Scoped keys of these parents are refused until the parent itself has been used once: {Ids}")]
    private static partial void LogUnindexedParents(ILogger logger, string ids);
}
