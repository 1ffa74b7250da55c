using System.Net;

using KeySafety.Server.Access;
using KeySafety.Server.Account;
using KeySafety.Server.Clients;
using KeySafety.Server.Gateway;
using KeySafety.Server.Users;

namespace KeySafety.Server;

/// <summary>Every setting of the server, validated. <see cref="Settings"/> names, documents and reads them.</summary>
internal sealed record KeyServerOptions
{
    /// <summary>A bootstrap key below this many characters can be guessed; it is accepted on loopback alone.</summary>
    public const int SafeApiKeyLength = 16;

    /// <summary>The bootstrap key: may do everything, and unseals the data directory.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Whether the key stood on the command line, where the process list shows it.</summary>
    public bool ApiKeyOnCommandLine { get; init; }

    public string? PreviousApiKey { get; init; }

    public bool Reseal { get; init; }

    public string DataDir { get; init; } = "torque-data";

    public IPAddress ApiAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port.</summary>
    public int ApiPort { get; init; } = 8108;

    public bool EnableCors { get; init; }

    /// <summary>Origins that CORS admits; empty admits all.</summary>
    public IReadOnlyList<string> CorsDomains { get; init; } = [];

    /// <summary>Who may say, in forwarding headers, on whose behalf and about which request it asks.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>In front of secret keys; empty for none. See <see cref="Detection.KeyFormat.IsBrand"/>.</summary>
    public string KeyBrand { get; init; } = string.Empty;

    /// <summary>Whether there are keys for test.</summary>
    public bool TestKeys { get; init; } = true;

    public int BcryptCost { get; init; } = 10;

    /// <summary>Files of the audit are deleted when their day is further back; 0 keeps them for ever.</summary>
    public int AuditRetentionDays { get; init; } = 90;

    /// <summary>Whether requests are recorded; changes of credentials always are.</summary>
    public bool AuditRequests { get; init; } = true;

    /// <summary>A file of the audit is followed by the next one at this size.</summary>
    public long AuditFileBytes { get; init; } = 64 << 20;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The whole configuration file, for libraries that read a section of their own; empty where there is none.</summary>
    public IConfiguration Configuration { get; init; } = new ConfigurationBuilder().Build();

    /// <summary>Rate limits by the name of a plan.</summary>
    public Plans Plans { get; init; } = Plans.Default;

    /// <summary>What service clients may be.</summary>
    public Roles Roles { get; init; } = Roles.Default;

    /// <summary>Where clients reach this server, without a slash at its end; null for the address that it listens on.</summary>
    public string? PublicUrl { get; init; }

    public AccountOptions Account { get; init; } = new();

    public GatewayOptions Gateway { get; init; } = new();

    /// <summary>Who issues users' tokens.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    public UserOptions Users { get; init; } = UserOptions.Default;

    /// <summary>Whether every request is the test user's; on loopback alone.</summary>
    public bool NoAuth { get; init; }

    public bool IsApiKeyShort => ApiKey.Length < SafeApiKeyLength;

    // A record prints its members; this one holds secrets.
    public override string ToString() => $"{nameof(KeyServerOptions)} {{ {nameof(DataDir)} = {DataDir} }}";
}
