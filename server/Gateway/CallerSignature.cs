using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using KeySafety.Server.Access;
using KeySafety.Server.Crypto;

namespace KeySafety.Server.Gateway;

/// <summary>Tells a service who called, in headers that it can verify. Thread-safe.</summary>
/// <remarks>
/// <para>The signature is HMAC-SHA256 (RFC 2104) in lower-case hex under the UTF-8 bytes of the key, over these lines joined by <c>\n</c>:
/// <c>v1</c>, the method, path and query as the service receives them, and the values of the headers time, kind, id and workspace; for a
/// scoped key, that of the header parameters after them.</para>
/// <para>An anonymous request is signed as well, so that a service can tell that a request came through the gateway.</para>
/// </remarks>
/// <param name="secret">Shared with the service.</param>
internal sealed class CallerSignature(SecretSource secret)
{
    public const string Time = CallerCredential.IdentityPrefix + "Time";
    public const string Kind = CallerCredential.IdentityPrefix + "Kind";
    public const string Id = CallerCredential.IdentityPrefix + "Id";
    public const string Workspace = CallerCredential.IdentityPrefix + "Workspace";

    /// <summary>What a scoped key binds a search to, as JSON: the service has to apply it, above all that the request says.</summary>
    public const string Parameters = CallerCredential.IdentityPrefix + "Parameters";

    public const string Signature = CallerCredential.IdentityPrefix + "Signature";

    private const string Version = "v1";
    private const string Nobody = "anonymous";

    // Most targets fit.
    private const int StackBytes = 1024;

    // One object, replaced when the secret changes: what the key costs is paid once.
    private Keyed _keyed = new(string.Empty, default);

    // No record: it would print the secret.
    private sealed class Keyed(string secret, HmacKey key)
    {
        public string Secret => secret;

        public HmacKey Key => key;
    }

    /// <param name="headers">Of the request that goes; none of these are in it.</param>
    /// <param name="method">Of that request.</param>
    /// <param name="target">Its path and query.</param>
    /// <param name="principal">Who called.</param>
    /// <param name="now">Whole seconds of it count.</param>
    /// <param name="logger">Told once when the secret cannot be read any more.</param>
    public void Write(HttpRequestHeaders headers, string method, string target, in Principal principal, DateTimeOffset now, ILogger logger)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var kind = NameOf(principal.Kind);
        var id = Encoded(principal.Credential?.CredentialId.ToString() ?? string.Empty);
        var workspace = Encoded(principal.Workspace ?? string.Empty);
        headers.TryAddWithoutValidation(Time, time);
        headers.TryAddWithoutValidation(Kind, kind);
        headers.TryAddWithoutValidation(Id, id);
        headers.TryAddWithoutValidation(Workspace, workspace);
        var key = KeyOf(secret.Value(logger));
        if (principal.Embedded?.Json is not { } parameters)
        {
            headers.TryAddWithoutValidation(Signature, Sign(key, [Version, method, target, time, kind, id, workspace]));
            return;
        }

        headers.TryAddWithoutValidation(Parameters, parameters);
        headers.TryAddWithoutValidation(Signature, Sign(key, [Version, method, target, time, kind, id, workspace, parameters]));
    }

    private HmacKey KeyOf(string text)
    {
        var keyed = Volatile.Read(ref _keyed);
        if (!ReferenceEquals(keyed.Secret, text))
        {
            keyed = new Keyed(text, new HmacKey(Encoding.UTF8.GetBytes(text)));
            Volatile.Write(ref _keyed, keyed);
        }

        return keyed.Key;
    }

    [SkipLocalsInit]
    private static string Sign(in HmacKey key, ReadOnlySpan<string> lines)
    {
        var length = lines.Length - 1;
        foreach (var line in lines)
            length += Encoding.UTF8.GetByteCount(line);

        var signed = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        var at = 0;
        foreach (var line in lines)
        {
            if (at > 0)
                signed[at++] = (byte)'\n';
            at += Encoding.UTF8.GetBytes(line, signed[at..]);
        }

        Span<byte> code = stackalloc byte[KeyDigest.Bytes];
        key.Compute(signed[..length], code);
        return string.Concat(Version, "=", Convert.ToHexStringLower(code));
    }

    private static string NameOf(CredentialKinds kind) => kind switch
    {
        CredentialKinds.Bootstrap => "bootstrap",
        CredentialKinds.Key => "key",
        CredentialKinds.ScopedKey => "scoped-key",
        CredentialKinds.ClientToken => "client-token",
        CredentialKinds.UserToken => "user-token",
        CredentialKinds.UserKey => "user-key",
        _ => Nobody,
    };

    // An issuer chooses the ids of its users: a line break in one must not end a line.
    private static string Encoded(string text) => text.AsSpan().ContainsAnyExceptInRange('!', '~') ? Uri.EscapeDataString(text) : text;
}
