using System.Globalization;
using System.Net;

namespace KeySafety.Server.Users;

/// <summary>An issuer of users' tokens, as the section <c>issuers</c> of the configuration describes it.</summary>
internal sealed record IssuerOptions
{
    public const string SectionName = "issuers";

    public const string Help = "Who issues users' tokens (JWTs), each under a name of your choice: "
        + "`{\"clerk\": {\"issuer\": \"https://clerk.example.com\", \"jwks_uri\": \"https://clerk.example.com/.well-known/jwks.json\", \"audience\": \"my-api\"}}`. "
        + "Fields: the section \"Users\" below.";

    private const int MaxClockSkewSeconds = 300;
    private const int MaxRefreshSeconds = 86_400;
    private const int MaxParameterLength = 64;

    private static readonly string[] Fields =
    [
        "issuer", "audience", "authorized_parties", "jwks_uri", "jwks_file", "role_claim", "default_role", "clock_skew_seconds", "refresh_seconds",
        "query_parameter",
    ];

    /// <summary>What the log calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What its tokens say in <c>iss</c>, letter by letter.</summary>
    public required string Issuer { get; init; }

    /// <summary>One of these has to be in <c>aud</c>; not asked where empty.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>One of these has to be <c>azp</c>, the party that the token was issued to; not asked where empty.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>Where its keys are published; null where they are in a file.</summary>
    public Uri? JwksUri { get; init; }

    public string? JwksFile { get; init; }

    /// <summary>The claim with the user's role or roles: its name, or the path to it with dots between the names.</summary>
    public string RoleClaim { get; init; } = "public_metadata.role";

    /// <summary>The role of a user whose token names none.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>By how much its clock may differ from ours.</summary>
    public int ClockSkewSeconds { get; init; } = 30;

    /// <summary>A token with an unknown <c>kid</c> has the keys fetched anew at most once in this time.</summary>
    public int RefreshSeconds { get; init; } = 60;

    /// <summary>How long its answer is waited for.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The query parameter that may carry its tokens; null for none.</summary>
    public string? QueryParameter { get; init; }

    /// <exception cref="StartupException">An issuer is not as described.</exception>
    public static IReadOnlyList<IssuerOptions> Read(IConfiguration section)
    {
        var issuers = section.GetChildren().Select(ReadOne).ToList();
        return issuers.GroupBy(issuer => issuer.Issuer, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new StartupException($"Two issuers in the configuration are `{twice.Key}`.")
            : issuers;
    }

    private static IssuerOptions ReadOne(IConfigurationSection fields)
    {
        if (fields.GetChildren().FirstOrDefault(field => Array.IndexOf(Fields, field.Key) < 0) is { } unknown)
            throw Wrong(fields, $"has an unknown field `{unknown.Key}`; those there are: {string.Join(", ", Fields)}.");

        var defaults = new IssuerOptions { Name = fields.Key, Issuer = fields["issuer"] ?? string.Empty };
        var options = defaults with
        {
            Audiences = List(fields, "audience"),
            AuthorizedParties = List(fields, "authorized_parties"),
            JwksUri = fields["jwks_uri"] is { } uri ? Address(fields, uri) : null,
            JwksFile = fields["jwks_file"],
            RoleClaim = fields["role_claim"] ?? defaults.RoleClaim,
            DefaultRole = fields["default_role"],
            ClockSkewSeconds = Seconds(fields, "clock_skew_seconds", defaults.ClockSkewSeconds, 0, MaxClockSkewSeconds),
            RefreshSeconds = Seconds(fields, "refresh_seconds", defaults.RefreshSeconds, 1, MaxRefreshSeconds),
            QueryParameter = fields["query_parameter"],
        };
        return options.Problem() is { } problem ? throw Wrong(fields, problem) : options;
    }

    // Without one of the two, a token that the issuer made for somebody else's service would open this one (RFC 8725, section 3.9).
    private string? Problem() =>
        Issuer.Length == 0 ? "has no `issuer`."
        : (JwksUri is null) == (JwksFile is null) ? "needs either `jwks_uri` or `jwks_file`."
        : JwksFile is { } file && !File.Exists(file) ? $"has a `jwks_file` that is not there: {file}."
        : Audiences.Count == 0 && AuthorizedParties.Count == 0 ? "needs `audience`, or `authorized_parties` where its tokens name no audience."
        : RoleClaim.Length == 0 ? "has an empty `role_claim`."
        : QueryParameter is { } parameter && !IsParameter(parameter) ? $"has a `query_parameter` that is not 1 to {MaxParameterLength} letters, digits, - and _."
        : null;

    private static bool IsParameter(string text) =>
        text.Length is >= 1 and <= MaxParameterLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static IReadOnlyList<string> List(IConfigurationSection fields, string name)
    {
        var field = fields.GetSection(name);
        string?[] items = field.Value is { } single ? [single] : [.. field.GetChildren().Select(child => child.Value)];
        return Array.TrueForAll(items, item => !string.IsNullOrEmpty(item))
            ? [.. items.OfType<string>()]
            : throw Wrong(fields, $"has a `{name}` that is no text and no list of texts.");
    }

    // Keys that somebody on the way could exchange are no keys.
    private static Uri Address(IConfigurationSection fields, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsThisMachine(uri)))
            ? uri
            : throw Wrong(fields, "has a `jwks_uri` that is no https address (http is for this machine alone).");

    private static bool IsThisMachine(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static int Seconds(IConfigurationSection fields, string name, int fallback, int min, int max) =>
        fields[name] is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw Wrong(fields, $"has a `{name}` that is no number from {min} to {max}.");

    private static StartupException Wrong(IConfigurationSection fields, string problem) =>
        new($"The issuer `{fields.Key}` in the configuration {problem}");
}
