using System.Net;
using KeySafety.Server.Access;
using KeySafety.Server.Gateway;
using KeySafety.Server.Workspaces;

namespace KeySafety.Server.Audit;

/// <summary>What is found out about a request on its way, for its record.</summary>
internal sealed class AuditedRequest
{
    /// <summary>Stands for a method, a route or an action that is somebody's free text.</summary>
    public const string Other = "other";

    private const int MaxActionLength = 64;

    private static readonly AsyncLocal<AuditedRequest?> Ambient = new();

    private readonly HttpContext _context;
    private readonly ClientAddress _addresses;
    private IPAddress? _address;
    private (CredentialId Id, string? Workspace)? _named;
    private (GatewayRoute Route, string Method)? _asked;

    private AuditedRequest(HttpContext context, ClientAddress addresses, DateTimeOffset time)
    {
        _context = context;
        _addresses = addresses;
        Time = time;
        Id = RequestId.Of(context.Request, out var made);
        IsIdOurs = made;
    }

    /// <summary>The request on whose behalf the present code changes credentials; null where the server does so by itself.</summary>
    public static AuditedRequest? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public DateTimeOffset Time { get; }

    public string Id { get; }

    public bool IsIdOurs { get; }

    public string Workspace => Check?.Principal.Workspace ?? _named?.Workspace ?? WorkspaceName.Default;

    /// <summary>How the last check of its credential ended; null where none was checked.</summary>
    public KeyCheck? Check { get; private set; }

    public string Action { get; private set; } = Other;

    /// <summary>The route of the table that it asks for, or that it asks about; null where there is none.</summary>
    public Access.Route? Row { get; set; }

    public string RouteName => Row?.Name
        ?? _asked?.Route.Name
        ?? _context.GetEndpoint()?.Metadata.GetMetadata<GatewayRoute>()?.Name
        ?? (_context.GetEndpoint()?.Metadata.GetMetadata<Authorize.OwnCheck>() is not null ? Authorize.Path : Other);

    public string Method => Row?.Method ?? KnownMethod(_asked?.Method ?? _context.Request.Method);

    public IPAddress Address => _address ??= _addresses.Of(_context);

    public AuditedCredential Credential => Check is { } check && IsRecognised(check.Outcome) ? AuditedCredential.Of(check.Principal)
        : _named is { } named ? AuditedCredential.Of(named.Id)
        : AuditedCredential.Unknown;

    public bool IsScoped => Check?.Principal.Embedded is not null;

    /// <summary>Begins the notes on a request and puts its id on the answer.</summary>
    public static AuditedRequest Begin(HttpContext context, ClientAddress addresses, DateTimeOffset time)
    {
        var request = new AuditedRequest(context, addresses, time);
        context.Features.Set(request);
        context.Response.Headers[RequestId.Header] = request.Id;
        return request;
    }

    /// <summary>The notes on a request; null before the pipeline began.</summary>
    public static AuditedRequest? Of(HttpContext context) => context.Features.Get<AuditedRequest>();

    /// <summary>Whom a request says it comes from by an id that is no secret, whether it proves it or not.</summary>
    /// <param name="id">Of a credential that there is.</param>
    /// <param name="workspace">Where it belongs.</param>
    public void Name(in CredentialId id, string? workspace) => _named = (id, workspace);

    /// <summary>The gateway's route that a proxy asks about.</summary>
    /// <param name="route">The route.</param>
    /// <param name="method">Of the original request.</param>
    public void AskAbout(GatewayRoute route, string method) => _asked = (route, method);

    public void Note(string action, in KeyCheck check)
    {
        Check = check;
        Action = IsPlain(action) ? action : Other;
    }

    // Words and one colon: `?action=` is free text, and text with digits or capitals may be a key in the wrong place.
    private static bool IsPlain(string action) =>
        action.Length is > 0 and <= MaxActionLength
        && action.AsSpan().Count(':') == 1
        && (RouteTable.IsAction(action) || action.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0);

    private static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz_/.:");

    private static bool IsRecognised(KeyCheckOutcome outcome) =>
        outcome is not (KeyCheckOutcome.Missing or KeyCheckOutcome.Unknown or KeyCheckOutcome.InvalidToken or KeyCheckOutcome.Limited);

    private static string KnownMethod(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is var known
        && (HttpMethods.IsGet(known) || HttpMethods.IsPost(known) || HttpMethods.IsPut(known) || HttpMethods.IsPatch(known)
            || HttpMethods.IsDelete(known) || HttpMethods.IsHead(known) || HttpMethods.IsOptions(known))
            ? known
            : Other;
}
