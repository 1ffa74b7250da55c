using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using KeySafety.Detection;
using KeySafety.Server.Access;
using KeySafety.Server.Account;
using KeySafety.Server.Audit;
using KeySafety.Server.Clients;
using KeySafety.Server.Crypto;
using KeySafety.Server.Gateway;
using KeySafety.Server.Users;

namespace KeySafety.Server;

/// <summary>The settings as the user writes them: on the command line, in the environment or in a JSON file, in that order of precedence.</summary>
/// <remarks>Each stands here once, with its help; the parser, <c>--help</c> and the README's table are made from it.</remarks>
internal static class Settings
{
    /// <summary>A setting: <c>--name VALUE</c>, <c>TORQUE_NAME</c>, and <c>"name"</c> in the configuration file.</summary>
    /// <param name="Name">Without dashes in front.</param>
    /// <param name="Value">What the value is called in the help; null for a switch.</param>
    /// <param name="Help">One sentence.</param>
    internal sealed record Setting(string Name, string? Value, string Help)
    {
        public string Option => $"--{Name}";

        public string Variable { get; init; } = "TORQUE_" + Name.ToUpperInvariant().Replace('-', '_');
    }

    private const string Config = "config";
    private const int MaxAuditRetentionDays = 36_500;
    private const int MaxAuditFileMebibytes = 4096;

    // What `audit verify` takes as well.
    private static readonly string[] Shared = ["api-key", "api-key-file", "data-dir", Config];

    // It stands in every token, twice.
    private const int MaxPublicUrl = 200;

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("api-key", "KEY", "The bootstrap key: full access, and unseals the data directory. On the command line every user of the machine can read it in the process list; prefer the file or the variable."),
        new("api-key-file", "FILE", "Reads the bootstrap key from a file; a line break at its end does not count."),
        new("previous-api-key", "KEY", "The bootstrap key until now, to change over to --api-key; prefer the file or the variable."),
        new("previous-api-key-file", "FILE", "Reads the previous bootstrap key from a file."),
        new("reseal", null, "Starts although the bootstrap key of the data directory is lost. Plain keys go on working; scoped keys work again once their parent was used."),
        new("data-dir", "DIR", "Where keys are kept (default: torque-data in the current directory)."),
        new("api-address", "ADDRESS", "The address to listen on (default: 127.0.0.1)."),
        new("api-port", "PORT", "The port to listen on; 0 takes any free one (default: 8108)."),
        new("enable-cors", null, "Answers browsers from other origins."),
        new("cors-domains", "ORIGINS", "Comma-separated origins that --enable-cors admits (default: all)."),
        new("trusted-proxies", "NETWORKS", "Comma-separated addresses or CIDR ranges whose X-Forwarded-* and X-Original-* headers are believed, or none (default: 127.0.0.0/8,::1)."),
        new("bcrypt-cost", "N", $"Cost of the hash that a key is stored as, {KeyHash.MinCost} to {KeyHash.MaxCost} (default: 10, about 60 ms a created key)."),
        new("key-brand", "NAME", "What stands in front of secret keys: torvus gives torvus_sk_live_…; a lower-case letter and up to 31 more or digits (default: none)."),
        new("test-keys", "SWITCH", "on or off: whether this server has keys for test; off, none can be made, and those there are are refused (default: on)."),
        new("audit-retention", "DAYS", "How long the files of the audit are kept; 0 is for ever (default: 90)."),
        new("audit-requests", "SWITCH", "on or off: whether requests are recorded in the audit; changes of credentials always are (default: on)."),
        new("audit-file-size", "MIB", "A file of the audit is followed by the next one at this size, 1 to 4096, and every day (default: 64)."),
        new("public-url", "URL", "Where clients reach this server: the issuer and the audience of its access tokens, and in their metadata (default: http:// and the address it listens on)."),
        new("no-auth", null, "For local development: every request is the test user's, who may do everything. Refused unless the address is loopback.") { Variable = "TORQUE_NOAUTH" },
        new("log-level", "LEVEL", "trace, debug, information, warning, error or none; debug logs one line a request (default: information)."),
        new(Config, "FILE", "A JSON file with the same names as these options, without the dashes in front."),
    ];

    /// <summary>A section of the configuration file: an object under its name, bound to options and validated at start.</summary>
    /// <param name="Name">Compared without regard to case, as everything in .NET's configuration.</param>
    /// <param name="Help">What it configures, for the README's table.</param>
    internal sealed record Section(string Name, string Help);

    /// <summary>The sections that the configuration file may have beside the settings; any other is refused.</summary>
    public static IReadOnlyList<Section> Sections { get; } =
    [
        new(Plans.SectionName, Plans.Help),
        new(AccountOptions.SectionName, AccountOptions.Help),
        new(GatewaySchema.SectionName, GatewaySchema.Help),
        new(GatewayOptions.SectionName, GatewayOptions.Help),
        new(Roles.SectionName, Roles.Help),
        new(IssuerOptions.SectionName, IssuerOptions.Help),
        new(UserOptions.SectionName, UserOptions.Help),
    ];

    /// <summary>Whether the configuration file may have the setting.</summary>
    public static bool IsInFile(string name) => name != Config && All.Any(setting => setting.Name == name);

    public static string HelpOf(string name) => All.Single(setting => setting.Name == name).Help;

    /// <summary>Reads the settings.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="exitCode">What to exit with when there is nothing to run: help or version was asked for.</param>
    /// <returns>Null when help or version was printed.</returns>
    /// <exception cref="StartupException">A setting is wrong; the message names it and never shows a key.</exception>
    public static KeyServerOptions? Read(string[] args, Func<string, string?> variable, out int exitCode)
    {
        var (command, verifyAudit) = Commands();
        // No response files: a key may start with an @.
        var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        exitCode = 0;
        var isVerify = parsed.Action == verifyAudit.Action;
        if (parsed.Action is not null && parsed.Action != command.Action && !isVerify && parsed.Errors.Count == 0)
        {
            exitCode = parsed.Invoke();
            return null;
        }

        if (parsed.UnmatchedTokens.Count > 0)
            throw new StartupException($"{Unknown(parsed.UnmatchedTokens[0])}. See --help for those there are.");
        if (parsed.Errors.Count > 0)
            throw new StartupException($"{parsed.Errors[0].Message} See --help.");

        var path = Given(Config) ?? variable(VariableOf(Config));
        var file = ConfigurationFile.ReadSettings(path);
        var sections = ConfigurationFile.ReadSections(path);
        var options = WithSections(sections, path, Build(
            new SettingValues([Given, name => variable(VariableOf(name)) is { Length: > 0 } text ? text : null, file.GetValueOrDefault]),
            Given("api-key") is not null,
            isServer: !isVerify));
        if (!isVerify)
            return options;

        exitCode = VerifyAudit.Run(options);
        return null;

        string? Given(string name) =>
            parsed.GetResult($"--{name}") is not OptionResult { Implicit: false } result ? null
            : All.Single(setting => setting.Name == name).Value is null ? (result.GetValueOrDefault<bool>() ? "true" : "false")
            : result.GetValueOrDefault<string>();
    }

    private static string VariableOf(string name) => All.Single(setting => setting.Name == name).Variable;

    // What is no option may be a key in the wrong place; it is not repeated.
    private static string Unknown(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) ? $"Unknown option {token.Split('=')[0]}" : "Unexpected argument";

    private static (RootCommand Server, Command VerifyAudit) Commands()
    {
        var command = new RootCommand(
            "torque-server: issues search keys restricted to actions and collections, and checks them.\n"
            + "Every option can also be set in the environment (--data-dir is TORQUE_DATA_DIR) or in a configuration file (--config).");
        foreach (var setting in All)
        {
            command.Options.Add(setting.Value is null
                ? new Option<bool>(setting.Option) { Description = setting.Help }
                : new Option<string>(setting.Option) { Description = setting.Help, HelpName = setting.Value, Recursive = Shared.Contains(setting.Name) });
        }

        var verifyAudit = VerifyAudit.Command();
        command.Subcommands.Add(new Command("audit", "What the audit in a data directory says about itself.") { verifyAudit });
        // Both are run by the caller, who reads the settings first; that they have an action tells them from help and version.
        command.SetAction(_ => 0);
        verifyAudit.SetAction(_ => 0);
        return (command, verifyAudit);
    }

    /// <param name="values">As given.</param>
    /// <param name="apiKeyOnCommandLine">Whether the key itself stood there.</param>
    /// <param name="isServer">Whether a server is to run, which needs the bootstrap key; without it the key may be empty.</param>
    private static KeyServerOptions Build(SettingValues values, bool apiKeyOnCommandLine, bool isServer)
    {
        var options = new KeyServerOptions
        {
            ApiKey = values.Secret("api-key") ?? (isServer ? throw new StartupException(
                "A bootstrap key is needed: --api-key KEY, --api-key-file FILE or the environment variable TORQUE_API_KEY.") : string.Empty),
            ApiKeyOnCommandLine = apiKeyOnCommandLine,
            PreviousApiKey = values.Secret("previous-api-key"),
            Reseal = values.Switch("reseal"),
            EnableCors = values.Switch("enable-cors"),
            NoAuth = values.Switch("no-auth"),
        };
        options = options with
        {
            DataDir = values.Text("data-dir") ?? options.DataDir,
            ApiAddress = values.Parsed("api-address", options.ApiAddress, text => text == "localhost" ? IPAddress.Loopback : IPAddress.Parse(text)),
            ApiPort = values.Number("api-port", options.ApiPort, IPEndPoint.MinPort, IPEndPoint.MaxPort),
            CorsDomains = values.Items("cors-domains")?.Select(origin => origin.TrimEnd('/')).ToList() ?? options.CorsDomains,
            TrustedProxies = values.Parsed("trusted-proxies", options.TrustedProxies, text => text == "none" ? [] : values.Items("trusted-proxies")!.Select(Network).ToList()),
            BcryptCost = values.Number("bcrypt-cost", options.BcryptCost, KeyHash.MinCost, KeyHash.MaxCost),
            KeyBrand = values.Parsed("key-brand", options.KeyBrand, text => KeyFormat.IsBrand(text) ? text : throw new FormatException()),
            AuditRetentionDays = values.Number("audit-retention", options.AuditRetentionDays, 0, MaxAuditRetentionDays),
            TestKeys = values.OnOrOff("test-keys", options.TestKeys),
            AuditRequests = values.OnOrOff("audit-requests", options.AuditRequests),
            AuditFileBytes = (long)values.Number("audit-file-size", (int)(options.AuditFileBytes >> 20), 1, MaxAuditFileMebibytes) << 20,
            PublicUrl = values.Parsed("public-url", options.PublicUrl, text => IsPublicUrl(text) ? text.TrimEnd('/') : throw new FormatException()),
            LogLevel = values.Parsed("log-level", options.LogLevel, text =>
                int.TryParse(text, out _) ? throw new FormatException() : Enum.Parse<LogLevel>(text, ignoreCase: true)),
        };
        if (options.NoAuth && !IPAddress.IsLoopback(options.ApiAddress))
        {
            throw new StartupException(
                $"--no-auth lets everybody do everything and is for a loopback address only, not for {options.ApiAddress}. Leave it out, or listen on 127.0.0.1.");
        }

        return isServer && options.IsApiKeyShort && !IPAddress.IsLoopback(options.ApiAddress)
            ? throw new StartupException(
                $"A bootstrap key of fewer than {KeyServerOptions.SafeApiKeyLength} characters is accepted on a loopback address only, not on {options.ApiAddress}.")
            : options;
    }

    // Every section is bound here, so that a server with a wrong one does not start.
    private static KeyServerOptions WithSections(IConfiguration configuration, string? path, KeyServerOptions options) =>
        options with
        {
            Configuration = configuration,
            Plans = Plans.Read(configuration.GetSection(Plans.SectionName)),
            Roles = Roles.Read(configuration.GetSection(Roles.SectionName)),
            Account = AccountOptions.Read(configuration.GetSection(AccountOptions.SectionName)),
            Gateway = GatewayOptions.Read(configuration, path),
            Issuers = IssuerOptions.Read(configuration.GetSection(IssuerOptions.SectionName)),
            Users = UserOptions.Read(configuration.GetSection(UserOptions.SectionName)),
        };

    // RFC 8414, section 2: no query and no fragment; without TLS where TLS ends at a proxy, or in development.
    private static bool IsPublicUrl(string text) =>
        text.Length <= MaxPublicUrl
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.Query.Length == 0
        && url.Fragment.Length == 0
        && url.UserInfo.Length == 0;

    private static IPNetwork Network(string text)
    {
        if (text.Contains('/'))
            return IPNetwork.Parse(text);

        var address = IPAddress.Parse(text);
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
