namespace KeySafety.Server.Gateway;

/// <summary>What the configuration file says about the gateway, checked.</summary>
internal sealed record GatewayOptions
{
    public const string SectionName = "gateway";

    public const string Help = "`signing_key_file` or `signing_key_variable`: the key, of at least 32 characters, that signs for the services behind who called; "
        + "without it they are not told. `actions`: the actions that routes may name in `AuthorizationPolicy`; any unless given.";

    private const int MinSigningKeyLength = 32;
    private const string SigningKeyFile = "signing_key_file";
    private const string SigningKeyVariable = "signing_key_variable";
    private const string ActionNames = "actions";

    /// <summary>The file that <see cref="Routes"/> were read from, to read it again; null where there is none.</summary>
    public string? File { get; init; }

    public GatewaySnapshot Routes { get; init; } = GatewaySnapshot.Empty;

    /// <summary>Whether the configuration has a section for the gateway, if only an empty one.</summary>
    public bool IsConfigured { get; init; }

    public SecretSource? SigningKey { get; init; }

    /// <exception cref="StartupException">It is wrong.</exception>
    public static GatewayOptions Read(IConfiguration configuration, string? file) => new()
    {
        File = file,
        Routes = GatewaySchema.Read(configuration),
        IsConfigured = configuration.GetSection(GatewaySchema.SectionName).Exists(),
        SigningKey = Key(configuration.GetSection(SectionName)),
    };

    /// <summary>The actions that policies may name; null for any.</summary>
    public static IReadOnlyCollection<string>? Actions(IConfiguration configuration)
    {
        var actions = configuration.GetSection(SectionName).GetSection(ActionNames);
        return actions.Exists() ? actions.GetChildren().Select(action => action.Value ?? string.Empty).ToHashSet(StringComparer.Ordinal) : null;
    }

    /// <summary>Whether it names a signing key; says nothing of whether that can be read.</summary>
    public static bool HasSigningKey(IConfiguration configuration) =>
        configuration.GetSection(SectionName) is var section && (section[SigningKeyFile] ?? section[SigningKeyVariable]) is not null;

    private static SecretSource? Key(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(child => child.Key is not (SigningKeyFile or SigningKeyVariable or ActionNames)) is { } other)
            throw new StartupException($"The section `{SectionName}` of the configuration has an unknown key `{other.Key}`.");

        var (file, variable) = (section[SigningKeyFile], section[SigningKeyVariable]);
        if (file is null && variable is null)
            return null;
        if (file is not null && variable is not null)
            throw new StartupException($"The section `{SectionName}` of the configuration: give `{SigningKeyFile}` or `{SigningKeyVariable}`, not both.");

        try
        {
            return file is not null ? SecretSource.OfFile(file, MinSigningKeyLength) : SecretSource.OfVariable(variable!, MinSigningKeyLength);
        }
        catch (StartupException problem)
        {
            throw new StartupException($"`{(file is not null ? SigningKeyFile : SigningKeyVariable)}` in the section `{SectionName}` of the configuration: {problem.Message}.");
        }
    }
}
