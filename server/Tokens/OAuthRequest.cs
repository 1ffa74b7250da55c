using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace KeySafety.Server.Tokens;

/// <summary>A request to an OAuth endpoint: its form, and the client that it names with its secret.</summary>
/// <remarks>RFC 6749, sections 2.3.1 and 3.2: by HTTP Basic or in the form, never both, never in the URL; every parameter once.</remarks>
internal sealed class OAuthRequest
{
    // A token and a client's id and secret are 5 KB.
    private const int MaxBytes = 16 * 1024;
    private const string Basic = "Basic ";
    private const string FormType = "application/x-www-form-urlencoded";

    private readonly Dictionary<string, string> _form;

    private OAuthRequest(Dictionary<string, string> form, string clientId, string secret)
    {
        _form = form;
        ClientId = clientId;
        ClientSecret = secret;
    }

    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>A parameter of the form; null where it is not given, or empty.</summary>
    public string? this[string name] => _form.GetValueOrDefault(name);

    // The default would do, but this holds a secret.
    public override string ToString() => nameof(OAuthRequest);

    /// <summary>Reads a request.</summary>
    /// <returns>Null with the error of the answer where it cannot be read.</returns>
    public static async Task<(OAuthRequest? Request, OAuthError? Error)> Read(HttpContext context)
    {
        if (context.Request.QueryString.Value is { Length: > 1 })
            return Bad("Parameters belong in the body: a URL is written to logs.");
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
            return Bad($"The body must be {FormType}.");

        var body = await RequestBody.Read(context);
        if (body.Length > MaxBytes || !Utf8.IsValid(body.Span))
            return Bad($"The form must be UTF-8 of at most {MaxBytes} bytes.");
        if (ReadForm(Encoding.UTF8.GetString(body.Span)) is not { } form)
            return Bad("Every parameter may be given once.");

        return WithClient(context.Request.Headers.Authorization.ToString(), form);
    }

    private static (OAuthRequest? Request, OAuthError? Error) WithClient(string authorization, Dictionary<string, string> form)
    {
        var (id, secret) = (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret"));
        if (authorization.Length == 0)
            return id is not null && secret is not null ? (new OAuthRequest(form, id, secret), null) : (null, OAuthError.BadClient);
        if (secret is not null)
            return Bad("The client must authenticate in one way: by the Authorization header or in the form.");
        if (ReadBasic(authorization) is not { } client)
            return (null, OAuthError.BadClient);

        return id is null || id == client.Id
            ? (new OAuthRequest(form, client.Id, client.Secret), null)
            : Bad("client_id is not the one in the Authorization header.");
    }

    // Null where a parameter comes twice. An empty one counts as not given, and still only once.
    private static Dictionary<string, string>? ReadForm(string text)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(text))
        {
            if (!form.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString()))
                return null;
        }

        foreach (var name in form.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key).ToList())
            form.Remove(name);
        return form;
    }

    private static (string Id, string Secret)? ReadBasic(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;

        var encoded = authorization.AsSpan(Basic.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length) || !Utf8.IsValid(bytes.AsSpan(0, length)))
            return null;

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        // Form-encoded inside, by RFC 6749; ids and secrets of ours are the same either way.
        return colon < 0 ? null : (WebUtility.UrlDecode(text[..colon]), WebUtility.UrlDecode(text[(colon + 1)..]));
    }

    private static (OAuthRequest? Request, OAuthError? Error) Bad(string description) => (null, new OAuthError(OAuthError.InvalidRequest, description));
}
